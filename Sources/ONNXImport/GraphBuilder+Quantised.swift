import NetworkGraph

extension GraphBuilder {
  /// QuantizeLinear or DequantizeLinear of a value that depends on the frame. The value stays as it is, or is clipped at 0 where the grid
  /// ends there. The graph remembers the grid that the file states for it.
  mutating func addQuantisation(_ node: ONNXNode) throws(ConversionError) {
    let input = try firstValue(of: node)
    let source = input.id
    let scales = try tensor(try node.input(1), for: node)
    guard scales.floats.count == 1, let scale = scales.floats.first else {
      throw node.error("has \(scales.floats.count) scales for one tensor; supported is one (per-tensor activations)")
    }
    guard scale > 0 else { throw node.error("has the scale \(scale); it must be above 0") }
    let zeroPoint = try zeroPoint(of: node)
    let stated = StatedQuantisation(scale: Double(scale), zeroPoint: zeroPoint)
    let clip = node.type == "QuantizeLinear" ? impliedClip(of: source, stated) : nil
    let value = try append(clip ?? .identity, node, inputs: [source], axes: input.axes ?? [])
    graph.quantisations[value] = stated
    if node.type == "DequantizeLinear", let before = graph.quantisations[source], before != stated {
      throw node.error("has another scale or zero point than the QuantizeLinear before it")
    }
  }

  /// The ReLU (or its mirror image) that a grid ending at 0 implies: the program that quantised the file left the ReLU out because of it.
  /// Grids that end elsewhere clip too, but the engine clips there when it rounds to the same grid.
  private func impliedClip(of value: Int, _ stated: StatedQuantisation) -> Operation? {
    // the frame's normalisation says which values it has
    guard !graph.isOfFrame(value) else { return nil }
    if stated.range.lowerBound == 0 { return graph.isNeverNegative(value) ? nil : .leakyRelu(slope: 0) }
    return stated.range.upperBound == 0 ? .pointwise(.clip(low: -.infinity, high: 0)) : nil
  }

  /// The zero point of an int8 or uint8 tensor, as int8.
  private mutating func zeroPoint(of node: ONNXNode) throws(ConversionError) -> Int {
    guard let name = node.optionalInput(2) else { return -128 }  // ONNX's default: uint8 with zero point 0
    let tensor = try tensor(name, for: node)
    guard tensor.floats.count == 1, let zero = tensor.floats.first, tensor.isInt8 || tensor.isUInt8 else {
      throw node.error("zero point '\(name)' is not one int8 or uint8; supported are 8-bit activations, per tensor")
    }
    return tensor.isInt8 ? Int(zero) : Int(zero) - 128
  }

  /// The integers of a QuantizeLinear of a constant.
  mutating func quantisedConstant(_ node: ONNXNode) throws(ConversionError) -> ONNXTensor {
    let tensor = try self.tensor(try node.input(0), for: node)
    let (grid, zeros) = try grid(of: node, tensor)
    let isSigned = zeros?.isInt8 == true
    let bounds = isSigned ? (-128.0, 127.0) : (0.0, 255.0)
    let integers = tensor.floats.indices.map { index in
      let steps = (Double(tensor.floats[index]) / grid.scale(index)).rounded(.toNearestOrEven) + grid.zero(index)
      return Float(min(max(steps, bounds.0), bounds.1))
    }
    return ONNXTensor(dims: tensor.dims, bytes: integers, isSigned: isSigned)
  }

  /// Weights or a bias after a DequantizeLinear, as real numbers with the scale of their grid.
  mutating func dequantisedConstant(_ node: ONNXNode) throws(ConversionError) -> ONNXTensor {
    let tensor = try self.tensor(try node.input(0), for: node)
    let (grid, _) = try grid(of: node, tensor)
    var result = ONNXTensor(
      dims: tensor.dims,
      floats: tensor.floats.indices.map { Float((Double(tensor.floats[$0]) - grid.zero($0)) * grid.scale($0)) })
    guard result.floats.allSatisfy(\.isFinite) else {
      throw node.error("makes numbers that are not finite; the file is damaged")
    }
    if grid.isSymmetric { result.grid = (grid.axis, grid.scales) }
    return result
  }

  private mutating func grid(
    of node: ONNXNode, _ tensor: ONNXTensor
  ) throws(ConversionError) -> (grid: WeightGrid, zeros: ONNXTensor?) {
    let scales = try self.tensor(try node.input(1), for: node)
    let zeros = try node.optionalInput(2).map { name throws(ConversionError) in try self.tensor(name, for: node) }
    return (try WeightGrid(node, tensor.dims, scales: scales, zeros: zeros), zeros)
  }
}

/// The scales and zero points along an axis of a constant.
private struct WeightGrid {
  let axis: Int
  let scales: [Double]
  private let zeros: [Double]
  private let inner: Int

  init(_ node: ONNXNode, _ dims: [Int], scales: ONNXTensor, zeros: ONNXTensor?) throws(ConversionError) {
    let stated = try node.int("axis", default: 1)
    axis = stated < 0 ? stated + dims.count : stated
    self.scales = scales.floats.map(Double.init)
    self.zeros = zeros?.floats.map(Double.init) ?? [Double](repeating: 0, count: scales.floats.count)
    let isPerTensor = scales.floats.count == 1
    guard self.zeros.count == self.scales.count, scales.floats.allSatisfy({ $0 > 0 }),
      isPerTensor || (dims.indices.contains(axis) && dims[axis] == scales.floats.count)
    else {
      throw node.error(
        "has \(scales.floats.count) scales and \(self.zeros.count) zero points for the sizes \(dims.prefix(8)); "
          + "give one of each, or one for each output channel, with scales above 0")
    }
    inner = isPerTensor ? 1 : dims[(axis + 1)...].reduce(1, *)
  }

  var isSymmetric: Bool { zeros.allSatisfy { $0 == 0 } }
  func scale(_ index: Int) -> Double { scales[index / inner % scales.count] }
  func zero(_ index: Int) -> Double { zeros[index / inner % zeros.count] }
}
