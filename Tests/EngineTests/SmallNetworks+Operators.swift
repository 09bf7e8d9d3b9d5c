import NetworkGraph

/// Networks with the operators between convolutions.
extension SmallNetworks {
  static let operatorNames = [
    "depthwise", "depthwise 5x5 stride 2", "dilated depthwise", "depthwise of a concatenation", "depthwise frame",
    "grouped", "dilated", "residual", "normalised residual", "ReLU6", "PReLU", "PReLU of a sum", "SiLU",
    "hard swish of a pool", "squeeze and excitation", "spatial gate", "product", "nearest",
    "nearest of a concatenation", "half-pixel bilinear",
    "corners bilinear", "average-pool", "padded average-pool", "cropped skip", "pad", "channel slice",
    "sum of a concatenation", "six sources", "resized output", "activated output", "pooled frame", "three forms",
    "norm behind ReLU", "norm behind a pool", "spatial attention", "largest of a concatenation",
  ]

  mutating func buildOperator(_ name: String) throws {
    let two = Extent(height: 2, width: 2)
    switch name {
    case "depthwise":
      try convolve(to: 20)
      try depthwise()
      try leaky(0.1)
    case "depthwise 5x5 stride 2":
      try convolve(to: 12)
      try depthwise(kernel: 5, stride: 2, padding: 2)
    case "dilated depthwise":
      try convolve(to: 12)
      try depthwise(padding: 2, dilation: 2)
    case "depthwise of a concatenation":
      try branches([6, 13])
      try depthwise()
    case "depthwise frame": try depthwise()
    case "grouped":
      try convolve(to: 12)
      try convolve(to: 8, groups: 4)
    case "dilated":
      try convolve(to: 8)
      try convolve(to: 8, padding: Padding(all: 2), dilation: 2)
    case "residual":
      try residual()
      try leaky(0)
    case "normalised residual":
      try residual()
      try affine { $0 % 2 == 0 ? -1 : 1 }
      try leaky(0.2)
      try depthwise()
    case "ReLU6":
      try convolve(to: 8)
      try append(.pointwise(.clip(low: 0, high: 0.2)))
    case "PReLU":
      try convolve(to: 9)
      try append(.pointwise(.prelu(slopes: (0..<9).map { Float($0) / 9 - 0.3 })))
    case "PReLU of a sum":
      try residual()
      try append(.pointwise(.prelu(slopes: (0..<9).map { Float($0) / 9 - 0.3 })))
    case "SiLU":
      try convolve(to: 9)
      try append(.pointwise(.silu))
    case "hard swish of a pool":
      try branches([6, 10])
      try pool(kernel: 3, stride: 2, padding: 1)
      try append(.pointwise(.hardSwish))
    case "squeeze and excitation":
      try convolve(to: 20)
      let whole = value
      try append(.globalAveragePool)
      try convolve(to: 6, kernel: Extent(height: 1, width: 1), padding: Padding())
      try leaky(0)
      try convolve(to: 20, kernel: Extent(height: 1, width: 1), padding: Padding())
      try append(.pointwise(.sigmoid))
      try append(.multiply, [whole, value])
    case "spatial gate":
      try convolve(to: 20)
      let whole = value
      try convolve(to: 1, kernel: Extent(height: 1, width: 1), padding: Padding())
      try append(.pointwise(.hardSigmoid(alpha: 0.2, beta: 0.5)))
      try append(.multiply, [whole, value])
    case "product":
      let (first, second) = try pair()
      try append(.multiply, [first, second])
      try leaky(0.3)
    case "spatial attention":
      try convolve(to: 20)
      let whole = value
      try append(.channelMax)
      let largest = value
      value = whole
      try convolve(to: 1, kernel: Extent(height: 1, width: 1), padding: Padding())
      try append(.concat, [value, largest])
      try convolve(to: 1)
      try append(.pointwise(.sigmoid))
      try append(.multiply, [whole, value])
    case "largest of a concatenation":
      try branches([6, 13])
      try append(.channelMax)
      try convolve(to: 8)
    default: try buildResized(name, two)
    }
  }

  private mutating func buildResized(_ name: String, _ two: Extent) throws {
    switch name {
    case "nearest":
      try convolve(to: 8)
      try resize(.nearest, .asymmetric, Extent(height: 28, width: 40))
      try convolve(to: 8)
    case "nearest of a concatenation":
      try branches([6, 10])
      try resize(.nearest, .halfPixel, Extent(height: 21, width: 9))
    case "half-pixel bilinear":
      try convolve(to: 8)
      try resize(.linear, .halfPixel, Extent(height: 28, width: 40))
      try convolve(to: 8)
    case "corners bilinear":
      try convolve(to: 20)
      try resize(.linear, .alignCorners, Extent(height: 23, width: 37))
    case "average-pool":
      try convolve(to: 20)
      try append(.averagePool(AveragePool(kernel: two, stride: two)))
    case "padded average-pool":
      try convolve(to: 20)
      let three = Extent(height: 3, width: 3)
      let first = value
      try append(.averagePool(AveragePool(kernel: three, stride: two, padding: Padding(all: 1), countsPadding: true)))
      let counted = value
      value = first
      try append(.averagePool(AveragePool(kernel: three, stride: two, padding: Padding(all: 1))))
      try append(.add, [counted, value])
    case "cropped skip":
      let (first, second) = try pair()
      value = first
      try convolve(to: 6, padding: Padding())
      let inner = value
      value = second
      try append(.crop(Padding(all: 1)))
      try append(.concat, [value, inner])
      try convolve(to: 8)
    case "pad":
      try convolve(to: 8)
      try append(.pad(Padding(top: 1, left: 0, bottom: 2, right: 3), value: 0))
      try convolve(to: 8)
    case "channel slice":
      try convolve(to: 30)
      try append(.sliceChannels(7..<25))
      try leaky(0.2)
    case "sum of a concatenation":
      try branches([6, 7, 8])
      let joined = value
      value = 0
      try convolve(to: 21)
      try append(.add, [joined, value])
    case "six sources": try branches([4, 16, 5, 6, 21, 1])
    case "pooled frame":
      try pool(kernel: 2, stride: 2, padding: 0)
      try convolve(to: 8)
    case "three forms":
      try convolve(to: 8)
      let raw = value
      try leaky(0)
      let first = value
      value = raw
      try leaky(0.5)
      try append(.concat, [raw, first, value])
    case "norm behind ReLU":
      try convolve(to: 8)
      try leaky(0)
      try affine { $0 == 2 ? -1 : 1 }
      try convolve(to: 8)
    case "norm behind a pool":
      try convolve(to: 8)
      try pool(kernel: 2, stride: 2, padding: 0)
      try affine { _ in 1 }
      try leaky(0.1)
    default: try convolve(to: 20)
    }
  }

  /// Appends what follows the last convolution, for networks that do not end in it.
  mutating func buildEnd(_ name: String) throws {
    if name == "resized output" { try resize(.linear, .halfPixel, Extent(height: 28, width: 40)) }
    if name == "activated output" { try leaky(0.1) }
  }

  private mutating func depthwise(kernel: Int = 3, stride: Int = 1, padding: Int = 1, dilation: Int = 1) throws {
    try convolve(
      to: channels, kernel: Extent(height: kernel, width: kernel), stride: Extent(height: stride, width: stride),
      padding: Padding(all: padding), groups: channels, dilation: dilation)
  }

  /// Two convolutions of the frame with 9 channels each.
  private mutating func pair() throws -> (Int, Int) {
    try convolve(to: 9)
    let first = value
    value = 0
    try convolve(to: 9)
    return (first, value)
  }

  private mutating func residual() throws {
    let (first, second) = try pair()
    try append(.add, [first, second])
  }

  private mutating func resize(_ mode: Resize.Mode, _ coordinates: Resize.Coordinates, _ output: Extent) throws {
    let input = size
    try append(
      .resize(
        Resize(
          mode: mode, coordinates: coordinates, rounding: .floor, output: output,
          scaleY: Double(output.height) / Double(input.height), scaleX: Double(output.width) / Double(input.width))))
  }
}
