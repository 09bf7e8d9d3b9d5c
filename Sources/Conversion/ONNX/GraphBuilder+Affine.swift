extension GraphBuilder {
  /// BatchNormalization at inference: scale = gamma / sqrt(variance + epsilon), shift = beta - mean * scale, in Double.
  mutating func addNormalisation(_ node: ONNXNode) throws(ConversionError) {
    try node.require("training_mode", 0, default: 0)
    let channels = graph.shapes[try firstValue(of: node)].channels
    try keep(4 * channels, for: node)
    let epsilon = Double(try node.float("epsilon", default: 1e-5))
    let gamma = try vector(try node.input(1), count: channels, for: node)
    let beta = try vector(try node.input(2), count: channels, for: node)
    let mean = try vector(try node.input(3), count: channels, for: node)
    let variance = try vector(try node.input(4), count: channels, for: node)

    var affine = Affine(scale: [], shift: [])
    for channel in 0..<channels {
      let spread = Double(variance[channel]) + epsilon
      guard spread > 0 else {
        throw node.error("has the variance \(variance[channel]) in channel \(channel); it must not be negative")
      }
      let scale = Double(gamma[channel]) / spread.squareRoot()
      affine.scale.append(scale)
      affine.shift.append(Double(beta[channel]) - Double(mean[channel]) * scale)
    }
    try append(.affine(affine), node)
  }

  /// Add, Sub, Mul or Div of a value and a constant that is one number or one number for each channel: the normalisation
  /// that some exports carry, or a bias that stands alone.
  mutating func addArithmetic(_ node: ONNXNode) throws(ConversionError) {
    let (left, right) = (try node.input(0), try node.input(1))
    let constantIsLeft = isConstant(left)
    guard constantIsLeft != isConstant(right) else {
      throw node.error("of two values is not supported yet; supported is one value and one constant for each channel")
    }
    let (name, constantName) = constantIsLeft ? (right, left) : (left, right)
    let input = try value(name, for: node)
    let channels = graph.shapes[input].channels
    try keep(2 * channels, for: node)
    let constant = try perChannel(constantName, channels, node)

    let zeros = [Double](repeating: 0, count: channels)
    let ones = [Double](repeating: 1, count: channels)
    let affine: Affine
    switch (node.type, constantIsLeft) {
    case ("Add", _): affine = Affine(scale: ones, shift: constant)
    case ("Mul", _): affine = Affine(scale: constant, shift: zeros)
    case ("Sub", false): affine = Affine(scale: ones, shift: constant.map { -$0 })
    case ("Sub", true): affine = Affine(scale: ones.map { -$0 }, shift: constant)
    case ("Div", false):
      guard !constant.contains(0) else { throw node.error("divides by 0") }
      affine = Affine(scale: constant.map { 1 / $0 }, shift: zeros)
    default: throw node.error("by a value is not supported; supported is a division by a constant")
    }
    try append(.affine(affine), node, inputs: [input])
  }

  /// A constant that broadcasts to one number for each channel: of the sizes C,1,1 or 1,C,1,1, or a single number.
  private mutating func perChannel(
    _ name: String, _ channels: Int, _ node: ONNXNode
  ) throws(ConversionError) -> [Double] {
    let tensor = try tensor(name, for: node)
    if tensor.floats.count == 1, let number = tensor.floats.first, tensor.dims.count <= 4 {
      return [Double](repeating: Double(number), count: channels)
    }
    guard tensor.dims.suffix(3) == [channels, 1, 1], tensor.floats.count == channels, tensor.dims.count <= 4 else {
      throw node.error(
        "constant '\(name)' has the sizes \(tensor.dims.prefix(8)); supported are one number and \(channels),1,1: "
          + "one for each channel")
    }
    return tensor.floats.map(Double.init)
  }
}
