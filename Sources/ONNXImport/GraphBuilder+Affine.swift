import NetworkGraph

extension GraphBuilder {
  /// BatchNormalization at inference: scale = gamma / sqrt(variance + epsilon), shift = beta - mean * scale, in Double.
  mutating func addNormalisation(_ node: ONNXNode) throws(ConversionError) {
    try node.require("training_mode", 0, default: 0)
    let channels = graph.shapes[try firstPlanes(of: node)].channels
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

  /// Add, Sub, Mul or Div of a value and a constant: a normalisation that some exporters write out, or a bias on its own.
  mutating func addAffine(
    _ node: ONNXNode, value name: String, constant: String, constantIsLeft: Bool
  ) throws(ConversionError) {
    let input = try fileValue(name, for: node)
    let channels = graph.shapes[input.id].channels
    try keep(2 * channels, for: node)
    let (constant, axes) = try perChannel(constant, input, node)

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
    try append(.affine(affine), node, inputs: [input.id], axes: axes)
  }

  /// -x.
  mutating func addNegation(_ node: ONNXNode) throws(ConversionError) {
    let channels = graph.shapes[try firstValue(of: node).id].channels
    try keep(2 * channels, for: node)
    try appendEach(
      .affine(
        Affine(scale: [Double](repeating: -1, count: channels), shift: [Double](repeating: 0, count: channels))),
      node)
  }

  /// A constant that broadcasts to one number for each channel of a value, and the axes of the result. The last axes of both are aligned.
  /// Along rows and columns its numbers must be equal.
  mutating func perChannel(
    _ name: String, _ value: FileValue, _ node: ONNXNode
  ) throws(ConversionError) -> (numbers: [Double], axes: [Axis]) {
    let tensor = try tensor(name, for: node)
    let shape = graph.shapes[value.id]
    let added = max(0, tensor.dims.count - (value.axes?.count ?? 0))
    let axes = [Axis](repeating: .one, count: added) + (value.axes ?? [])
    func complaint() -> ConversionError {
      node.error(
        "constant '\(name)' has the sizes \(tensor.dims.prefix(8)) for a value with the axes \(described(value)); "
          + "supported are one number and one number for each channel")
    }
    let own = Array(axes.suffix(tensor.dims.count))
    guard zip(tensor.dims, own).allSatisfy({ $0 == 1 || $0 == shape.size(of: $1) }), !tensor.floats.isEmpty else {
      throw complaint()
    }
    // the distance in the constant from one channel to the next, and how many channels it has
    let place = own.firstIndex(of: .channels).flatMap { tensor.dims[$0] == 1 ? nil : $0 }
    let step = place.map { tensor.dims[($0 + 1)...].reduce(1, *) } ?? 1
    let count = place == nil ? 1 : shape.channels
    var numbers = [Double](repeating: 0, count: count)
    for channel in 0..<count { numbers[channel] = Double(tensor.floats[channel * step]) }
    for (index, number) in tensor.floats.enumerated() where numbers[index / step % count] != Double(number) {
      throw complaint()
    }
    return (count == 1 ? [Double](repeating: numbers[0], count: shape.channels) : numbers, axes)
  }
}
