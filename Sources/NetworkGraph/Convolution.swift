/// A convolution (strictly a correlation, as everywhere in this field):
///
///     y[o][r][c] = bias[o] + sum over i, u, v of weights[o][i][u][v]
///         * x[first(o) + i][r * stride.height - padding.top + u * dilationY][c * stride.width - padding.left + v * dilationX]
///
/// where x is 0 outside, i counts the inputChannels / groups channels of o's group, and first(o) is the first of them:
/// o / (outputChannels / groups) * (inputChannels / groups). Formula and output size: ONNX operator Conv.
public struct Convolution: Equatable, Sendable {
  public var outputChannels: Int
  public var inputChannels: Int
  public var kernel: Extent
  public var stride: Extent
  public var padding: Padding
  /// Divides both numbers of channels; as many groups as channels make a depthwise convolution.
  public var groups: Int
  /// Elements from one tap to the next, at least 1.
  public var dilationY, dilationX: Int
  /// [outputChannels][inputChannels / groups][kernel.height][kernel.width], flat, row-major; finite.
  public var weights: [Float]
  /// [outputChannels]; zeros where the file has none; finite.
  public var bias: [Float]
  /// [outputChannels]: in a quantised file, the scale of each output channel's weights; all are whole multiples of it.
  public var weightScales: [Double]?

  public init(
    outputChannels: Int, inputChannels: Int, kernel: Extent, stride: Extent = Extent(height: 1, width: 1),
    padding: Padding = Padding(), groups: Int = 1, dilationY: Int = 1, dilationX: Int = 1, weights: [Float],
    bias: [Float], weightScales: [Double]? = nil
  ) {
    self.outputChannels = outputChannels
    self.inputChannels = inputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.dilationY = dilationY
    self.dilationX = dilationX
    self.weights = weights
    self.bias = bias
    self.weightScales = weightScales
  }

  /// How many weights one output channel has: inputChannels / groups x kernel.height x kernel.width.
  public var weightsPerOutput: Int { inputChannels / groups * kernel.count }

  /// Whether each output channel reads one input channel, and there are as many outputs as inputs.
  public var isDepthwise: Bool { groups > 1 && groups == inputChannels && groups == outputChannels }

  /// The rows and columns that the kernel spans, dilation included.
  public var span: Extent {
    Extent(height: (kernel.height - 1) * dilationY + 1, width: (kernel.width - 1) * dilationX + 1)
  }
}
