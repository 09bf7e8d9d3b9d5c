/// The mean of the elements under a window. Output size rounded down: ONNX operator AveragePool, ceil_mode 0.
public struct AveragePool: Equatable, Sendable {
  public var kernel: Extent
  public var stride: Extent
  /// Less than the kernel on each side, so that every window holds an element.
  public var padding: Padding
  /// Whether the padding counts, as zeros: then every sum is divided by the kernel's size, else by the elements inside.
  public var countsPadding: Bool

  public init(kernel: Extent, stride: Extent, padding: Padding = Padding(), countsPadding: Bool = false) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.countsPadding = countsPadding
  }
}
