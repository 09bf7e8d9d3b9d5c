import NetworkGraph

/// A channel shuffle, as in ShuffleNet's blocks: Reshape into groups (five axes), Transpose of the second and third axis, Reshape back.
struct Shuffle {
  /// The value whose channels are shuffled.
  var id: Int
  var groups, members: Int
  var isTurned = false
}

extension GraphBuilder {
  /// Whether a node is a part of a shuffle. Then its output is remembered as one, or the shuffle is complete and is added.
  mutating func addShuffle(_ node: ONNXNode) throws(ConversionError) -> Bool {
    guard let name = node.proto.input.first, let output = node.proto.output.first else { return false }
    if var shuffle = shuffles[name] {
      let shape = graph.shapes[shuffle.id]
      if node.type == "Transpose", try node.ints("perm") == [0, 2, 1, 3, 4] {
        shuffle.isTurned.toggle()
        shuffles[output] = shuffle
        return true
      }
      let (first, second) = (shuffle.groups, shuffle.members)
      let old = [1] + (shuffle.isTurned ? [second, first] : [first, second]) + [shape.height, shape.width]
      guard node.type == "Reshape", try target(of: node, old) == [1, shape.channels, shape.height, shape.width] else {
        throw node.error(
          "rearranges channels that were taken apart into \(first) groups; supported is a shuffle, back to C, H and W")
      }
      let order = (0..<second).flatMap { member in (0..<first).map { $0 * second + member } }
      let value = shuffle.isTurned ? try reordered(shuffle.id, .channels, order, node) : shuffle.id
      try append(.identity, node, inputs: [value])
      return true
    }
    guard node.type == "Reshape", let value = values[name], value.axes == FileValue.planes, !value.isClassIndices else {
      return false
    }
    let shape = graph.shapes[value.id]
    let sizes = try target(of: node, [1, shape.channels, shape.height, shape.width])
    guard sizes.count == 5, sizes[0] == 1, min(sizes[1], sizes[2]) > 1, sizes[1] * sizes[2] == shape.channels,
      sizes[3] == shape.height, sizes[4] == shape.width
    else { return false }
    shuffles[output] = Shuffle(id: value.id, groups: sizes[1], members: sizes[2])
    return true
  }
}
