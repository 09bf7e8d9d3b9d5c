import Foundation
import NetworkGraph

/// Operators that compute each element on its own.
extension ConstantFolder {
  func arithmetic() throws(ConversionError) -> ONNXTensor {
    var result = try input(0)
    for place in inputs.indices.dropFirst() { result = try arithmetic(result, try input(place)) }
    return result
  }

  private func arithmetic(_ a: ONNXTensor, _ b: ONNXTensor) throws(ConversionError) -> ONNXTensor {
    let (dims, left, right) = try broadcast(a, b)
    guard let x = a.integers, let y = b.integers else {
      let (x, y) = (a.floats, b.floats)
      return ONNXTensor(dims: dims, floats: zip(left, right).map { floating(x[$0], y[$1]) })
    }
    var integers: [Int] = []
    for (i, j) in zip(left, right) { integers.append(try integer(x[i], y[j])) }
    return ONNXTensor(dims: dims, integers: integers)
  }

  private func floating(_ x: Float, _ y: Float) -> Float {
    switch node.type {
    case "Add": x + y
    case "Sub": x - y
    case "Mul": x * y
    case "Div": x / y
    case "Mod": fmod(x, y)
    case "Pow": pow(x, y)
    case "Min": min(x, y)
    default: max(x, y)
    }
  }

  private func integer(_ x: Int, _ y: Int) throws(ConversionError) -> Int {
    let result: (partialValue: Int, overflow: Bool)
    switch node.type {
    case "Add": result = x.addingReportingOverflow(y)
    case "Sub": result = x.subtractingReportingOverflow(y)
    case "Mul": result = x.multipliedReportingOverflow(by: y)
    case "Div": result = x.dividedReportingOverflow(by: y)
    case "Mod":
      let rest = x.remainderReportingOverflow(dividingBy: y)
      // the result has the divisor's sign, as in Python
      result = (
        rest.partialValue != 0 && (rest.partialValue < 0) != (y < 0) ? rest.partialValue + y : rest.partialValue,
        rest.overflow
      )
    case "Pow":
      let power = pow(Double(x), Double(y))
      result = abs(power) < 0x1p62 ? (Int(power), false) : (0, true)
    case "Min": result = (min(x, y), false)
    default: result = (max(x, y), false)
    }
    guard !result.overflow else { throw node.error("computes with \(x) and \(y), which no whole number comes of") }
    return result.partialValue
  }

  func comparison() throws(ConversionError) -> ONNXTensor {
    let (a, b) = (try input(0), try input(1))
    let (dims, left, right) = try broadcast(a, b)
    let (x, y) = (a.floats, b.floats)
    let results = zip(left, right).map { i, j in
      switch node.type {
      case "Equal": x[i] == y[j]
      case "Greater": x[i] > y[j]
      case "GreaterOrEqual": x[i] >= y[j]
      case "Less": x[i] < y[j]
      case "LessOrEqual": x[i] <= y[j]
      case "And": x[i] != 0 && y[j] != 0
      default: x[i] != 0 || y[j] != 0
      }
    }
    return ONNXTensor(dims: dims, integers: results.map { $0 ? 1 : 0 })
  }

  func elementwise() throws(ConversionError) -> ONNXTensor {
    let tensor = try input(0)
    if let integers = tensor.integers {
      switch node.type {
      case "Neg": return ONNXTensor(dims: tensor.dims, integers: integers.map { 0 &- $0 })
      case "Abs": return ONNXTensor(dims: tensor.dims, integers: integers.map { $0 < 0 ? 0 &- $0 : $0 })
      case "Not": return ONNXTensor(dims: tensor.dims, integers: integers.map { $0 == 0 ? 1 : 0 })
      default: break
      }
    }
    return ONNXTensor(
      dims: tensor.dims,
      floats: tensor.floats.map { x in
        switch node.type {
        case "Neg": -x
        case "Abs": abs(x)
        case "Floor": x.rounded(.down)
        case "Ceil": x.rounded(.up)
        case "Round": x.rounded(.toNearestOrEven)
        case "Sqrt": x.squareRoot()
        case "Reciprocal": 1 / x
        case "Exp": expf(x)
        case "Log": logf(x)
        default: x == 0 ? 1 : 0
        }
      })
  }

  func cast() throws(ConversionError) -> ONNXTensor {
    let tensor = try input(0)
    let type = ONNX_TensorProto.DataType(rawValue: try node.int("to", default: 0))
    switch type {
    case .float, .float16, .double, .bfloat16: return ONNXTensor(dims: tensor.dims, floats: tensor.floats)
    case .bool: return ONNXTensor(dims: tensor.dims, integers: tensor.floats.map { $0 == 0 ? 0 : 1 })
    case .int32, .int64:
      if tensor.integers != nil { return tensor }
      return ONNXTensor(
        dims: tensor.dims,
        integers: try tensor.floats.map { number throws(ConversionError) in
          guard let integer = Int(exactly: number.rounded(.towardZero)) else {
            throw node.error("makes a whole number of \(number)")
          }
          return integer
        })
    default: throw node.error("makes constants of the type \(try node.int("to", default: 0)), which is not supported")
    }
  }

  /// Clip between two numbers, each of which may be missing.
  func clip() throws(ConversionError) -> ONNXTensor {
    let tensor = try input(0)
    guard (optional(1)?.floats.count ?? 1, optional(2)?.floats.count ?? 1) == (1, 1) else {
      throw node.error("has bounds that are not one number each")
    }
    if let integers = tensor.integers {
      let (low, high) = (optional(1)?.integers?.first ?? .min, optional(2)?.integers?.first ?? .max)
      return ONNXTensor(dims: tensor.dims, integers: integers.map { min(max($0, low), high) })
    }
    let (low, high) = (optional(1)?.floats.first ?? -.infinity, optional(2)?.floats.first ?? .infinity)
    return ONNXTensor(dims: tensor.dims, floats: tensor.floats.map { min(max($0, low), high) })
  }

  func choice() throws(ConversionError) -> ONNXTensor {
    let (condition, a, b) = (try input(0), try input(1), try input(2))
    let dims = try broadcast(dims: try broadcast(dims: condition.dims, a.dims), b.dims)
    let (which, left, right) = (places(condition.dims, in: dims), places(a.dims, in: dims), places(b.dims, in: dims))
    if let x = a.integers, let y = b.integers {
      return ONNXTensor(
        dims: dims, integers: which.indices.map { condition.floats[which[$0]] != 0 ? x[left[$0]] : y[right[$0]] })
    }
    return ONNXTensor(
      dims: dims,
      floats: which.indices.map { condition.floats[which[$0]] != 0 ? a.floats[left[$0]] : b.floats[right[$0]] })
  }

  /// The common sizes of two tensors (NumPy's broadcasting), and for each element of the result its place in each of them.
  private func broadcast(
    _ a: ONNXTensor, _ b: ONNXTensor
  ) throws(ConversionError) -> (dims: [Int], left: [Int], right: [Int]) {
    let dims = try broadcast(dims: a.dims, b.dims)
    return (dims, places(a.dims, in: dims), places(b.dims, in: dims))
  }

  func broadcast(dims a: [Int], _ b: [Int]) throws(ConversionError) -> [Int] {
    let rank = max(a.count, b.count)
    var dims: [Int] = []
    for place in 0..<rank {
      let x = place < rank - a.count ? 1 : a[place - rank + a.count]
      let y = place < rank - b.count ? 1 : b[place - rank + b.count]
      guard x == y || x == 1 || y == 1 else {
        throw node.error("computes with constants of the sizes \(a.prefix(8)) and \(b.prefix(8))")
      }
      dims.append(x == 1 ? y : x)
    }
    _ = try count(dims)
    return dims
  }

  /// For each element of a tensor of the sizes `dims`, in order, the element of the smaller tensor that is repeated there.
  func places(_ small: [Int], in dims: [Int]) -> [Int] {
    var places = [0]
    var step = small.reduce(1, *)
    for (axis, size) in dims.enumerated() {
      let own = axis < dims.count - small.count ? 1 : small[axis - dims.count + small.count]
      step = own == 0 ? 0 : step / own
      places = places.flatMap { place in (0..<size).map { place + (own == 1 ? 0 : $0 * step) } }
    }
    return places
  }
}
