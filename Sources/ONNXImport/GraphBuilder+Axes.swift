import NetworkGraph

/// Operators that give the axes of a value new names and move nothing in the graph.
extension GraphBuilder {
  /// Removes a Transpose, since the graph has one order of axes. If rows and columns change places, that shows where their order matters.
  mutating func addTranspose(_ node: ONNXNode) throws(ConversionError) {
    let value = try anyValue(of: node)
    guard let axes = value.axes else {
      throw node.error("turns class indices that a Reshape has joined; export the logits instead")
    }
    let order = try node.ints("perm") ?? axes.indices.reversed()
    guard order.sorted() == Array(axes.indices) else {
      throw node.error("attribute perm = \(order.prefix(8)) does not fit a value with the axes \(described(value))")
    }
    let turned = order.map { axes[$0] }
    if value.isClassIndices, let row = turned.firstIndex(of: .rows), let column = turned.firstIndex(of: .columns),
      row > column
    {
      throw node.error("turns rows and columns of the mask; export the logits instead")
    }
    removedTransposes += 1
    try rename(value, turned, node)
  }

  /// Squeeze, Unsqueeze, Flatten and Reshape, if only axes of size 1 appear or disappear.
  mutating func addReshape(_ node: ONNXNode) throws(ConversionError) {
    let value = try anyValue(of: node)
    guard let axes = value.axes, let old = sizes(of: value) else { return try rename(value, nil, node) }
    switch node.type {
    case "Squeeze":
      let numbers = try axisNumbers(of: node)
      var removed = Set<Int>()
      for number in numbers ?? [] { removed.insert(try axis(number, of: value, for: node).index) }
      let places = axes.indices.filter { numbers == nil ? old[$0] == 1 : removed.contains($0) }
      guard places.allSatisfy({ old[$0] == 1 }) else {
        throw node.error("removes an axis of \(described(value)) that is not of size 1")
      }
      try rename(value, axes.indices.filter { !places.contains($0) }.map { axes[$0] }, node)
    case "Unsqueeze":
      let numbers = try axisNumbers(of: node) ?? []
      let rank = axes.count + numbers.count
      let places = Set(numbers.map { $0 < 0 ? $0.addingReportingOverflow(rank).partialValue : $0 })
      guard rank <= 8, places.count == numbers.count, places.allSatisfy({ 0..<rank ~= $0 }) else {
        throw node.error("adds the axes \(numbers.prefix(8)) to a value with the axes \(described(value))")
      }
      var rest = old[...]
      try reshape(value, axes, (0..<rank).map { places.contains($0) ? 1 : rest.removeFirst() }, node)
    case "Flatten":
      let place = try node.int("axis", default: 1)
      guard -old.count...old.count ~= place else { throw node.error("attribute axis = \(place) does not fit") }
      let cut = place < 0 ? place + old.count : place
      try reshape(value, axes, [old[..<cut].reduce(1, *), old[cut...].reduce(1, *)], node)
    default: try reshape(value, axes, try target(of: node, old), node)
    }
  }

  /// Cast of a value to another float type, or of class indices to any type.
  mutating func addCast(_ node: ONNXNode) throws(ConversionError) {
    let value = try anyValue(of: node)
    if value.isClassIndices { return try rename(value, value.axes, node) }
    let type = ONNX_TensorProto.DataType(rawValue: try node.int("to", default: 0))
    if let type, [.uint8, .int32, .int64].contains(type), isShare(value.id) {
      // a map of probabilities, perhaps times 255: the class is the largest one, or the one above one half
      try append(.classifierEnd(.rearranged), node, inputs: [value.id], axes: value.axes ?? [])
      return
    }
    guard let type, [.float, .float16, .double, .bfloat16].contains(type) else {
      throw node.error("makes integers of a value, which is not supported; supported are float types")
    }
    try rename(value, value.axes, node)
  }

  /// The `axes` of an attribute, or of the second input (operator sets 13 and 18 on).
  mutating func axisNumbers(of node: ONNXNode) throws(ConversionError) -> [Int]? {
    if let numbers = try node.ints("axes") { return numbers }
    guard let name = node.optionalInput(1) else { return nil }
    return try integers(name, for: node)
  }

  private mutating func reshape(
    _ value: FileValue, _ axes: [Axis], _ sizes: [Int], _ node: ONNXNode
  ) throws(ConversionError) {
    let reshaped = graph.shapes[value.id].axes(axes, reshapedTo: sizes)
    guard reshaped != nil || value.isClassIndices else {
      if let error = groupNormalisation(behind: node) { throw error }
      throw node.error(
        "reshapes \(described(value)) to \(sizes.prefix(8)); supported is what adds or removes axes of size 1, as squeeze "
          + "and excitation does")
    }
    try rename(value, reshaped, node)
  }

  /// The target sizes of a Reshape: 0 means the old size, and -1 all that is left.
  mutating func target(of node: ONNXNode, _ old: [Int]) throws(ConversionError) -> [Int] {
    var sizes = try integers(try node.input(1), for: node)
    let copies = try node.int("allowzero", default: 0) == 0
    for place in sizes.indices where sizes[place] == 0 && copies && place < old.count { sizes[place] = old[place] }
    let known = sizes.filter { $0 != -1 }
    let total = old.reduce(1, *)
    guard sizes.count <= 8, known.allSatisfy({ 1...Shape.largestElementCount ~= $0 }), sizes.count - known.count <= 1
    else { throw node.error("reshapes to \(sizes.prefix(8))") }
    let product = known.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    if let place = sizes.firstIndex(of: -1), product > 0 { sizes[place] = total / product }
    return sizes
  }

  /// A node's first input, which may be class indices.
  private func anyValue(of node: ONNXNode) throws(ConversionError) -> FileValue {
    try fileValue(try node.input(0), readBy: "node '\(node.name)' (\(node.type))")
  }

  private mutating func rename(_ value: FileValue, _ axes: [Axis]?, _ node: ONNXNode) throws(ConversionError) {
    try alias(FileValue(id: value.id, axes: axes, isClassIndices: value.isClassIndices), node)
  }

  /// Whether a value is a sigmoid or softmax, times a number.
  private func isShare(_ value: Int) -> Bool {
    guard let writer = graph.nodes.last(where: { $0.output == value }) else { return false }
    switch writer.operation {
    case .pointwise(.sigmoid), .classifierEnd(.softmax): return true
    case .affine(let affine) where affine.isOneFactor: return isShare(writer.inputs[0])
    case .identity, .sliceChannels, .crop, .resize: return isShare(writer.inputs[0])
    default: return false
    }
  }
}
