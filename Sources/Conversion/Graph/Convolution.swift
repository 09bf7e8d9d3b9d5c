/// A convolution (in fact a correlation, as everywhere in this field) without groups or dilation:
///
///     y[o][r][c] = bias[o] + sum over i, u, v of weights[o][i][u][v] * x[i][r * stride.height - padding.top + u]
///                                                                       [c * stride.width - padding.left + v]
///
/// where x is 0 outside. Formula and output size: ONNX operator Conv.
public struct Convolution: Equatable, Sendable {
  public var outputChannels: Int
  public var inputChannels: Int
  public var kernel: Extent
  public var stride: Extent
  public var padding: Padding
  /// [outputChannels][inputChannels][kernel.height][kernel.width], flat, row-major; finite.
  public var weights: [Float]
  /// [outputChannels]; zeros where the file has none; finite.
  public var bias: [Float]
  /// [outputChannels]: in a quantised file, the step of each output channel's weights; all are whole multiples of it.
  public var weightSteps: [Double]?

  public init(
    outputChannels: Int, inputChannels: Int, kernel: Extent, stride: Extent = Extent(height: 1, width: 1),
    padding: Padding = Padding(), weights: [Float], bias: [Float],
    weightSteps: [Double]? = nil
  ) {
    self.outputChannels = outputChannels
    self.inputChannels = inputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.weights = weights
    self.bias = bias
    self.weightSteps = weightSteps
  }

  /// Weights of one output channel: inputChannels x kernel.height x kernel.width.
  public var weightsPerOutput: Int { inputChannels * kernel.count }
}
