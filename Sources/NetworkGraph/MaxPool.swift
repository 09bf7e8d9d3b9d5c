/// The largest element under a window; padding never counts. The output size is rounded down: ONNX operator MaxPool, ceil_mode 0.
public struct MaxPool: Equatable, Sendable {
  public var kernel: Extent
  public var stride: Extent
  /// Smaller than the kernel on each side, so that every window contains an element.
  public var padding: Padding

  public init(kernel: Extent, stride: Extent, padding: Padding = Padding()) {
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }
}
