import NetworkGraph

/// Computes one node of the file if its inputs are constants.
struct ConstantFolder {
  /// The most elements that a result may have.
  static let largestCount = 1 << 26

  let node: ONNXNode
  let opset: Int
  /// The inputs; nil where an optional input is missing.
  let inputs: [ONNXTensor?]

  /// - Throws: `ConversionError` that names the node, if it cannot be computed here or its inputs do not fit.
  func outputs() throws(ConversionError) -> [ONNXTensor] {
    switch node.type {
    case "Identity", "Dropout": [try input(0)]
    case "Shape", "Size": try ConstantFolder.shape(input(0).dims, node)
    case "Cast": [try cast()]
    case "Add", "Sub", "Mul", "Div", "Mod", "Pow", "Min", "Max": [try arithmetic()]
    case "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or": [try comparison()]
    case "Neg", "Abs", "Floor", "Ceil", "Round", "Sqrt", "Reciprocal", "Exp", "Log", "Not": [try elementwise()]
    case "Clip": [try clip()]
    case "Where": [try choice()]
    case "ReduceProd", "ReduceSum", "ReduceMin", "ReduceMax": [try reduction()]
    case "Gather": [try gather()]
    case "Slice": [try slice()]
    case "Split": try split()
    case "Concat": [try concat()]
    case "Transpose": [try transpose()]
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze": [try reshape()]
    case "Expand": [try expand()]
    case "Tile": [try tile()]
    case "ConstantOfShape": [try constantOfShape()]
    case "Range": [try range()]
    default:
      throw node.error(
        "computes a constant in a way that is not supported; fold constants when exporting (onnxsim does it too)")
    }
  }

  static func shape(_ dims: [Int], _ node: ONNXNode) throws(ConversionError) -> [ONNXTensor] {
    if node.type == "Size" { return [ONNXTensor(dims: [], integers: [dims.reduce(1, *)])] }
    func place(_ number: Int) -> Int {
      max(0, min(number < 0 ? max(number, -dims.count) + dims.count : number, dims.count))
    }
    let first = place(try node.int("start", default: 0))
    let last = place(try node.int("end", default: dims.count))
    let part = first < last ? Array(dims[first..<last]) : []
    return [ONNXTensor(dims: [part.count], integers: part)]
  }

  func input(_ place: Int) throws(ConversionError) -> ONNXTensor {
    guard inputs.indices.contains(place), let tensor = inputs[place] else {
      throw node.error("has no input \(place); the file is damaged")
    }
    return tensor
  }

  func optional(_ place: Int) -> ONNXTensor? { inputs.indices.contains(place) ? inputs[place] : nil }

  func integers(_ place: Int) throws(ConversionError) -> [Int] {
    guard let integers = try input(place).integers else { throw node.error("reads floats where whole numbers belong") }
    return integers
  }

  /// The axes in an attribute or in an input.
  func axes(_ place: Int) throws(ConversionError) -> [Int]? {
    if let axes = try node.ints("axes") { return axes }
    return optional(place)?.integers
  }

  func axis(_ number: Int, rank: Int) throws(ConversionError) -> Int {
    guard -rank..<rank ~= number else { throw node.error("names the axis \(number) of \(rank)") }
    return number < 0 ? number + rank : number
  }

  /// The product of the sizes.
  /// - Throws: `ConversionError`, if one is negative or the product is too large.
  func count(_ dims: [Int]) throws(ConversionError) -> Int {
    var count = 1
    for dim in dims {
      let product = count.multipliedReportingOverflow(by: dim)
      guard dim >= 0, !product.overflow, product.partialValue <= ConstantFolder.largestCount, dims.count <= 8 else {
        throw node.error("makes a constant of the sizes \(dims.prefix(8)), which is unusable")
      }
      count = product.partialValue
    }
    return count
  }
}
