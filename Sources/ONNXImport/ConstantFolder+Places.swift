import NetworkGraph

/// Operators that take, join or move elements.
extension ConstantFolder {
  func gather() throws(ConversionError) -> ONNXTensor {
    let (tensor, indices) = (try input(0), try input(1))
    let axis = try axis(try node.int("axis", default: 0), rank: tensor.dims.count)
    let size = tensor.dims[axis]
    var taken: [Int] = []
    for index in try integers(1) {
      guard -size..<size ~= index else { throw node.error("takes the element \(index) of \(size)") }
      taken.append(index < 0 ? index + size : index)
    }
    return try take(tensor, axis, taken, dims: tensor.dims[..<axis] + indices.dims + tensor.dims[(axis + 1)...])
  }

  func slice() throws(ConversionError) -> ONNXTensor {
    var tensor = try input(0)
    let (starts, ends) = (try integers(1), try integers(2))
    let numbers = try optional(3) == nil ? Array(starts.indices) : integers(3)
    let steps = try optional(4) == nil ? [Int](repeating: 1, count: starts.count) : integers(4)
    guard starts.count == ends.count, starts.count == numbers.count, starts.count == steps.count else {
      throw node.error("has \(starts.count) starts, \(ends.count) ends, \(numbers.count) axes and \(steps.count) steps")
    }
    for (index, number) in numbers.enumerated() {
      let axis = try axis(number, rank: tensor.dims.count)
      let (size, step) = (tensor.dims[axis], steps[index])
      guard step != 0, step != .min else { throw node.error("has a step of \(step)") }
      func place(_ number: Int) -> Int {
        let place = number < 0 ? number.addingReportingOverflow(size).partialValue : number
        return step > 0 ? min(max(place, 0), size) : min(max(place, -1), size - 1)
      }
      let taken = Array(stride(from: place(starts[index]), to: place(ends[index]), by: step))
      var dims = tensor.dims
      dims[axis] = taken.count
      tensor = try take(tensor, axis, taken, dims: dims)
    }
    return tensor
  }

  func split() throws(ConversionError) -> [ONNXTensor] {
    let tensor = try input(0)
    let axis = try axis(try node.int("axis", default: 0), rank: tensor.dims.count)
    let (size, count) = (tensor.dims[axis], node.proto.output.count)
    var sizes = try node.ints("split") ?? []
    if optional(1) != nil { sizes = try integers(1) }
    if sizes.isEmpty {
      let part = (size + count - 1) / max(count, 1)
      sizes = (0..<count).map { max(0, min(part, size - $0 * part)) }
    }
    guard sizes.count == count, sizes.allSatisfy({ 0...size ~= $0 }), sizes.reduce(0, +) == size else {
      throw node.error("splits \(size) into \(sizes.prefix(8)) for \(count) outputs")
    }
    var first = 0
    var parts: [ONNXTensor] = []
    for part in sizes {
      var dims = tensor.dims
      dims[axis] = part
      parts.append(try take(tensor, axis, Array(first..<first + part), dims: dims))
      first += part
    }
    return parts
  }

  func concat() throws(ConversionError) -> ONNXTensor {
    let first = try input(0)
    let axis = try axis(try node.int("axis", default: 0), rank: first.dims.count)
    var dims = first.dims
    dims[axis] = 0
    var parts: [ONNXTensor] = []
    for place in inputs.indices {
      let part = try input(place)
      guard part.dims.count == dims.count,
        dims.indices.allSatisfy({ $0 == axis || part.dims[$0] == dims[$0] })
      else { throw node.error("joins constants of the sizes \(first.dims.prefix(8)) and \(part.dims.prefix(8))") }
      dims[axis] += part.dims[axis]
      _ = try count(dims)
      parts.append(part)
    }
    let outer = dims[..<axis].reduce(1, *)
    /// The blocks of all parts in turn: the first block of each, then the second of each, and so on.
    func joined<Number>(_ numbers: (ONNXTensor) -> [Number]) -> [Number] {
      var result: [Number] = []
      for block in 0..<outer {
        for part in parts {
          let all = numbers(part)
          let size = all.count / outer
          result += all[block * size..<(block + 1) * size]
        }
      }
      return result
    }
    if outer == 0 { return ONNXTensor(dims: dims, floats: []) }
    if parts.allSatisfy({ $0.integers != nil }) {
      return ONNXTensor(dims: dims, integers: joined { $0.integers ?? [] })
    }
    return ONNXTensor(dims: dims, floats: joined(\.floats))
  }

  func transpose() throws(ConversionError) -> ONNXTensor {
    let tensor = try input(0)
    let order = try node.ints("perm") ?? tensor.dims.indices.reversed()
    guard order.sorted() == Array(tensor.dims.indices) else { throw node.error("has the perm \(order.prefix(8))") }
    var steps = [Int](repeating: 1, count: tensor.dims.count)
    for axis in tensor.dims.indices.dropLast().reversed() { steps[axis] = steps[axis + 1] * tensor.dims[axis + 1] }
    var places = [0]
    for axis in order {
      places = places.flatMap { place in (0..<tensor.dims[axis]).map { place + $0 * steps[axis] } }
    }
    return tensor.taking(places, dims: order.map { tensor.dims[$0] })
  }

  func expand() throws(ConversionError) -> ONNXTensor {
    let tensor = try input(0)
    let dims = try broadcast(dims: tensor.dims, try integers(1))
    return tensor.taking(places(tensor.dims, in: dims), dims: dims)
  }

  func tile() throws(ConversionError) -> ONNXTensor {
    var tensor = try input(0)
    let repeats = try integers(1)
    guard repeats.count == tensor.dims.count, repeats.allSatisfy({ 0...ConstantFolder.largestCount ~= $0 }) else {
      throw node.error("repeats \(repeats.prefix(8)) times")
    }
    for (axis, times) in repeats.enumerated() where times != 1 {
      var dims = tensor.dims
      let size = dims[axis]
      dims[axis] = size.multipliedReportingOverflow(by: times).partialValue
      _ = try count(dims)
      tensor = try take(tensor, axis, (0..<dims[axis]).map { $0 % size }, dims: dims)
    }
    return tensor
  }

  /// The elements at some indices of an axis.
  private func take(_ tensor: ONNXTensor, _ axis: Int, _ taken: [Int], dims: [Int]) throws(ConversionError)
    -> ONNXTensor
  {
    _ = try count(dims)
    let inner = tensor.dims[(axis + 1)...].reduce(1, *)
    let outer = tensor.dims[..<axis].reduce(1, *)
    let size = tensor.dims[axis]
    var places: [Int] = []
    places.reserveCapacity(outer * taken.count * inner)
    for block in 0..<outer {
      for index in taken {
        let first = (block * size + index) * inner
        places += first..<first + inner
      }
    }
    return tensor.taking(places, dims: dims)
  }
}
