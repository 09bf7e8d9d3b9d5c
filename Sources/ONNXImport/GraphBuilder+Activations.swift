import NetworkGraph

extension GraphBuilder {
  /// The functions of each element that the file writes as one node.
  static let activations = [
    "Abs", "Clip", "Elu", "Erf", "Exp", "Gelu", "HardSigmoid", "HardSwish", "LeakyRelu", "Max", "Min", "Mish", "PRelu",
    "Reciprocal", "Relu", "Selu", "Sigmoid", "Softplus", "Sqrt", "Tanh",
  ]

  mutating func addActivation(_ node: ONNXNode) throws(ConversionError) {
    switch node.type {
    case "Relu": try appendEach(.leakyRelu(slope: 0), node)
    case "LeakyRelu": try appendEach(.leakyRelu(slope: try node.float("alpha", default: 0.01)), node)
    case "Sigmoid": try appendEach(.pointwise(.sigmoid), node)
    case "Tanh": try appendEach(.pointwise(.tanh), node)
    case "Erf": try appendEach(.pointwise(.erf), node)
    case "HardSwish": try appendEach(.pointwise(.hardSwish), node)
    case "Softplus": try appendEach(.pointwise(.softplus), node)
    case "Mish": try appendEach(.pointwise(.mish), node)
    case "Elu": try appendEach(.pointwise(.elu(alpha: try node.float("alpha", default: 1))), node)
    case "HardSigmoid":
      let (alpha, beta) = (try node.float("alpha", default: 0.2), try node.float("beta", default: 0.5))
      try appendEach(.pointwise(.hardSigmoid(alpha: alpha, beta: beta)), node)
    case "Selu":
      let (alpha, gamma) = (try node.float("alpha", default: 1.6732632), try node.float("gamma", default: 1.0507010))
      try appendEach(.pointwise(.selu(alpha: alpha, gamma: gamma)), node)
    case "Exp": try appendEach(.pointwise(.exp), node)
    case "Sqrt": try appendEach(.pointwise(.sqrt), node)
    case "Reciprocal": try appendEach(.pointwise(.reciprocal), node)
    case "Abs": try appendEach(.pointwise(.abs), node)
    case "Gelu": try addGelu(node)
    case "PRelu": try addPRelu(node)
    case "Max", "Min": try addExtremum(node)
    default: try addClip(node, low: try bound(node, 1, -.infinity), high: try bound(node, 2, .infinity))
    }
  }

  private mutating func addGelu(_ node: ONNXNode) throws(ConversionError) {
    let name = try node.string("approximate", default: "none")
    guard ["none", "tanh"].contains(name) else {
      throw node.error("attribute approximate = \(name) is not known; known are none and tanh")
    }
    try appendEach(.pointwise(.gelu(approximate: name == "tanh")), node)
  }

  private mutating func addPRelu(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    try keep(graph.shapes[input.id].channels, for: node)
    let slopes = try perChannel(try node.input(1), input, node)
    try append(
      .pointwise(.prelu(slopes: slopes.numbers.map { Float($0) })), node, inputs: [input.id], axes: slopes.axes)
  }

  /// Max or Min of a value and a number.
  private mutating func addExtremum(_ node: ONNXNode) throws(ConversionError) {
    let names = node.proto.input
    if names.count == 1 { return try appendEach(.identity, node) }
    guard names.count == 2, isConstant(names[0]) != isConstant(names[1]) else {
      throw node.error("of values is not supported; supported is one value and one number, as of Clip")
    }
    let place = isConstant(names[0]) ? 0 : 1
    let bound = try bound(node, place, .nan)
    try addClip(
      node.replacing { $0.input = [names[1 - place]] }, low: node.type == "Max" ? bound : -.infinity,
      high: node.type == "Max" ? .infinity : bound)
  }

  private mutating func addClip(_ node: ONNXNode, low: Float, high: Float) throws(ConversionError) {
    guard low <= high else { throw node.error("has the lower bound \(low) and the upper bound \(high)") }
    try appendEach(low == 0 && high == .infinity ? .leakyRelu(slope: 0) : .pointwise(.clip(low: low, high: high)), node)
  }

  /// A number, which may be infinite.
  private mutating func bound(_ node: ONNXNode, _ index: Int, _ missing: Float) throws(ConversionError) -> Float {
    guard let name = node.optionalInput(index) else { return missing }
    let tensor = try tensor(name, for: node, finite: false)
    guard tensor.floats.count == 1, let number = tensor.floats.first, !number.isNaN else {
      throw node.error("tensor '\(name)' has the sizes \(tensor.dims.prefix(8)); one number is needed")
    }
    return number
  }
}
