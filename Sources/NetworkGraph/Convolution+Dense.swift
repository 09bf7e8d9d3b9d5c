extension Convolution {
  /// The same convolution without groups and dilation, with zeros for the missing weights. It costs more: g groups cost g times as much,
  /// and a dilated kernel as much as all the elements that it spans.
  package var dense: Convolution {
    guard groups > 1 || span != kernel else { return self }
    let (inputs, outputs) = (inputChannels / groups, outputChannels / groups)
    var weights = [Float](repeating: 0, count: outputChannels * inputChannels * span.count)
    for o in 0..<outputChannels {
      for i in 0..<inputs {
        let first = (o * inputChannels + o / outputs * inputs + i) * span.count
        for row in 0..<kernel.height {
          for column in 0..<kernel.width {
            weights[first + row * dilationY * span.width + column * dilationX] =
              self.weights[(o * inputs + i) * kernel.count + row * kernel.width + column]
          }
        }
      }
    }
    return Convolution(
      outputChannels: outputChannels, inputChannels: inputChannels, kernel: span, stride: stride, padding: padding,
      weights: weights, bias: bias, weightScales: weightScales)
  }
}
