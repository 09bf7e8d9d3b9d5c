import Foundation
import NetworkGraph

/// Operators that give or change sizes.
extension ConstantFolder {
  func reshape() throws(ConversionError) -> ONNXTensor {
    var tensor = try input(0)
    let old = tensor.dims
    var dims: [Int]
    switch node.type {
    case "Squeeze":
      let numbers = try axes(1)
      var removed = Set<Int>()
      for number in numbers ?? [] { removed.insert(try axis(number, rank: old.count)) }
      dims = old.indices.filter { numbers == nil ? old[$0] != 1 : !removed.contains($0) }.map { old[$0] }
    case "Unsqueeze":
      let numbers = try axes(1) ?? []
      let rank = old.count + numbers.count
      var added = Set<Int>()
      for number in numbers { added.insert(try axis(number, rank: rank)) }
      var rest = old[...]
      dims = (0..<rank).map { added.contains($0) || rest.isEmpty ? 1 : rest.removeFirst() }
    case "Flatten":
      let place = try node.int("axis", default: 1)
      guard -old.count...old.count ~= place else { throw node.error("attribute axis = \(place) does not fit") }
      let cut = place < 0 ? place + old.count : place
      dims = [old[..<cut].reduce(1, *), old[cut...].reduce(1, *)]
    default:
      dims = try integers(1)
      let copies = try node.int("allowzero", default: 0) == 0
      for place in dims.indices where dims[place] == 0 && copies && place < old.count { dims[place] = old[place] }
      if let place = dims.firstIndex(of: -1) {
        dims[place] = 1
        dims[place] = tensor.floats.count / max(try count(dims), 1)
      }
    }
    guard try count(dims) == tensor.floats.count else {
      throw node.error("makes \(dims.prefix(8)) of a constant of the sizes \(old.prefix(8))")
    }
    tensor.dims = dims
    return tensor
  }

  func constantOfShape() throws(ConversionError) -> ONNXTensor {
    let dims = try integers(0)
    let count = try count(dims)
    guard let proto = try node.tensor("value") else {
      return ONNXTensor(dims: dims, floats: [Float](repeating: 0, count: count))
    }
    let value = try ONNXTensor(proto, name: "value", node: node, folder: nil)
    guard let first = value.floats.first, value.floats.count == 1 else { throw node.error("has no single value") }
    if let integer = value.integers?.first {
      return ONNXTensor(dims: dims, integers: [Int](repeating: integer, count: count))
    }
    return ONNXTensor(dims: dims, floats: [Float](repeating: first, count: count))
  }

  func range() throws(ConversionError) -> ONNXTensor {
    let (start, limit, delta) = (try input(0), try input(1), try input(2))
    guard let a = start.floats.first, let b = limit.floats.first, let d = delta.floats.first, d != 0 else {
      throw node.error("counts by nothing")
    }
    let count = max(0, ((b - a) / d).rounded(.up))
    guard count <= Float(ConstantFolder.largestCount) else { throw node.error("counts \(count) numbers") }
    if let a = start.integers?.first, let d = delta.integers?.first {
      return ONNXTensor(dims: [Int(count)], integers: (0..<Int(count)).map { a &+ $0 &* d })
    }
    return ONNXTensor(dims: [Int(count)], floats: (0..<Int(count)).map { a + Float($0) * d })
  }

  func reduction() throws(ConversionError) -> ONNXTensor {
    let tensor = try input(0)
    var reduced = Set<Int>()
    for number in try axes(1) ?? Array(tensor.dims.indices) {
      reduced.insert(try axis(number, rank: tensor.dims.count))
    }
    guard let integers = tensor.integers, reduced.count == tensor.dims.count else {
      throw node.error("reduces a constant in a way that is not supported; supported are all axes of whole numbers")
    }
    var result: Int?
    for integer in integers {
      guard let before = result else {
        result = integer
        continue
      }
      let next: (partialValue: Int, overflow: Bool)
      switch node.type {
      case "ReduceProd": next = before.multipliedReportingOverflow(by: integer)
      case "ReduceSum": next = before.addingReportingOverflow(integer)
      case "ReduceMin": next = (min(before, integer), false)
      default: next = (max(before, integer), false)
      }
      guard !next.overflow else { throw node.error("makes a whole number that is too large") }
      result = next.partialValue
    }
    guard let number = result ?? (node.type == "ReduceProd" ? 1 : node.type == "ReduceSum" ? 0 : nil) else {
      throw node.error("reduces nothing")
    }
    let keeps = try node.int("keepdims", default: 1) != 0
    return ONNXTensor(dims: keeps ? tensor.dims.map { _ in 1 } : [], integers: [number])
  }
}
