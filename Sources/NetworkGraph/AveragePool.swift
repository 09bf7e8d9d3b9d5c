/// The mean of the elements under a window. The output size is rounded down: ONNX operator AveragePool, ceil_mode 0.
public struct AveragePool: Equatable, Sendable {
  public var kernel: Extent
  public var stride: Extent
  /// Smaller than the kernel on each side, so that every window contains an element.
  public var padding: Padding
  /// Whether the padding counts, as zeros. If it does, every sum is divided by the kernel's size, else by the number of elements inside.
  public var countsPadding: Bool

  public init(kernel: Extent, stride: Extent, padding: Padding = Padding(), countsPadding: Bool = false) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.countsPadding = countsPadding
  }
}
