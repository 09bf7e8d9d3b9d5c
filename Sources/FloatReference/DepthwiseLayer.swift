import CFloat
import NetworkGraph

/// A depthwise convolution: each channel is computed on its own.
struct DepthwiseLayer {
  private let convolution: Convolution
  private let input, output: Shape

  init(_ convolution: Convolution, input: Shape, output: Shape) {
    self.convolution = convolution
    self.input = input
    self.output = output
  }

  /// Computes one channel, from [height][width] of the input to [height][width] of the output.
  func compute(channel: Int, _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>) {
    var layer = catseye_float_plane(
      input_height: Int64(input.height), input_width: Int64(input.width), output_height: Int64(output.height),
      output_width: Int64(output.width), kernel_height: Int64(convolution.kernel.height),
      kernel_width: Int64(convolution.kernel.width), row_stride: Int64(convolution.stride.height),
      column_stride: Int64(convolution.stride.width), row_dilation: Int64(convolution.dilationY),
      column_dilation: Int64(convolution.dilationX), top: Int64(convolution.padding.top),
      left: Int64(convolution.padding.left))
    let first = channel * convolution.kernel.count
    convolution.weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      catseye_float_convolve_plane(&layer, weights + first, convolution.bias[channel], from, to)
    }
  }
}
