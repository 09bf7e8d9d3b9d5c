/// A transposed convolution without groups or dilation. Each input element is spread over the output:
///
///     y[o][r * stride.height - padding.top + u][c * stride.width - padding.left + v] += weights[i][o][u][v] * x[i][r][c]
///
/// for all i, r, c, u, v, added to bias[o]; what falls outside is dropped. The output is
/// stride * (size - 1) + kernel + outputPadding - padding (both sides). Formula and output size: ONNX operator ConvTranspose.
public struct TransposedConvolution: Equatable, Sendable {
  public var outputChannels: Int
  public var inputChannels: Int
  public var kernel: Extent
  public var stride: Extent
  public var padding: Padding
  /// Rows and columns added at the bottom and on the right; fewer than the stride.
  public var outputPadding: Extent
  /// [inputChannels][outputChannels][kernel.height][kernel.width], flat, row-major, as in the file; finite.
  public var weights: [Float]
  /// [outputChannels]; zeros where the file has none; finite.
  public var bias: [Float]
  /// [outputChannels]: in a quantised file, the scale of each output channel's weights; all are whole multiples of it.
  public var weightScales: [Double]?

  public init(
    outputChannels: Int, inputChannels: Int, kernel: Extent, stride: Extent = Extent(height: 2, width: 2),
    padding: Padding = Padding(), outputPadding: Extent = Extent(height: 0, width: 0), weights: [Float], bias: [Float],
    weightScales: [Double]? = nil
  ) {
    self.outputChannels = outputChannels
    self.inputChannels = inputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.weights = weights
    self.bias = bias
    self.weightScales = weightScales
  }
}
