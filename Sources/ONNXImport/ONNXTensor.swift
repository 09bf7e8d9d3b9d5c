import Foundation
import NetworkGraph

/// A constant of the file, decoded: its extents and its numbers.
struct ONNXTensor {
  var dims: [Int]
  var floats: [Float]
  /// The same numbers as exact integers, for a tensor of int64, int32 or bool.
  private(set) var integers: [Int]?
  /// After a DequantizeLinear with zero point 0: the axis along which the grid's scales differ, and the scales (one, or one
  /// for each index along the axis).
  var grid: (axis: Int, scales: [Double])?
  private(set) var isInt8 = false, isUInt8 = false

  init(dims: [Int], floats: [Float]) {
    self.dims = dims
    self.floats = floats
  }

  init(dims: [Int], integers: [Int]) {
    self.dims = dims
    self.integers = integers
    floats = integers.map { Float($0) }
  }

  /// The integers of a QuantizeLinear.
  init(dims: [Int], bytes: [Float], isSigned: Bool) {
    self.dims = dims
    floats = bytes
    isInt8 = isSigned
    isUInt8 = !isSigned
  }

  /// Decodes float32, float64, float16 and integers.
  /// - Parameters:
  ///   - node: the node that reads it, for messages.
  ///   - folder: the file's folder; data may be in files beside it.
  /// - Throws: `ConversionError` for other types, sizes that do not fit the data, and data that cannot be read.
  init(_ proto: ONNX_TensorProto, name: String, node: ONNXNode, folder: URL?) throws(ConversionError) {
    func complaint(_ message: String) -> ConversionError { node.error("tensor '\(name)' \(message)") }
    var count = 1
    for dim in proto.dims {
      let product = count.multipliedReportingOverflow(by: Int(dim))
      guard dim >= 0, !product.overflow, product.partialValue <= Shape.largestElementCount else {
        throw complaint("has unusable sizes \(proto.dims.prefix(8).map(Int.init))")
      }
      count = product.partialValue
    }
    dims = proto.dims.map(Int.init)
    let type = ONNX_TensorProto.DataType(rawValue: Int(proto.dataType))
    var proto = proto
    if proto.dataLocation == .external {
      proto.rawData = try ExternalData(proto, type, count: count, folder: folder, complaint).bytes(complaint)
    }
    guard let type, let decoded = ONNXTensor.numbers(of: proto, type) else {
      throw complaint("has the type \(proto.dataType), not float32; export in float32")
    }
    guard decoded.count == count else {
      throw complaint("has \(decoded.count) numbers for the sizes \(dims); the file is damaged")
    }
    floats = decoded.floats
    integers = decoded.integers
    isInt8 = type == .int8
    isUInt8 = type == .uint8
  }

  /// The elements at some places, in that order.
  func taking(_ places: [Int], dims: [Int]) -> ONNXTensor {
    if let integers { return ONNXTensor(dims: dims, integers: places.map { integers[$0] }) }
    return ONNXTensor(dims: dims, floats: places.map { floats[$0] })
  }

  /// The grid's scale of each index along an axis; nil without a grid, or with one along another axis.
  func scales(axis: Int) -> [Double]? {
    guard let grid else { return nil }
    if grid.scales.count == 1 { return [Double](repeating: grid.scales[0], count: dims[axis]) }
    return grid.axis == axis ? grid.scales : nil
  }

  private struct Numbers {
    var floats: [Float]
    var integers: [Int]?
    var count: Int { floats.count }

    init(_ floats: [Float]) { self.floats = floats }

    init(integers: [Int]) {
      floats = integers.map { Float($0) }
      self.integers = integers
    }
  }

  /// The numbers of a tensor, in whichever way they are stored; nil for types that are not read.
  private static func numbers(of proto: ONNX_TensorProto, _ type: ONNX_TensorProto.DataType) -> Numbers? {
    let raw = proto.rawData
    switch type {
    case .float: return Numbers(raw.isEmpty ? proto.floatData : words(raw, UInt32.self).map { Float(bitPattern: $0) })
    case .double:
      return Numbers(
        raw.isEmpty ? proto.doubleData.map { Float($0) } : words(raw, UInt64.self).map { Float(Double(bitPattern: $0)) }
      )
    case .float16:
      let bits = raw.isEmpty ? proto.int32Data.map { UInt16(truncatingIfNeeded: $0) } : words(raw, UInt16.self)
      return Numbers(bits.map(float(half:)))
    case .int64:
      return Numbers(
        integers: raw.isEmpty
          ? proto.int64Data.map { Int($0) } : words(raw, UInt64.self).map { Int(Int64(bitPattern: $0)) })
    case .int32:
      return Numbers(
        integers: raw.isEmpty
          ? proto.int32Data.map { Int($0) } : words(raw, UInt32.self).map { Int(Int32(bitPattern: $0)) })
    case .int8:
      return Numbers(raw.isEmpty ? proto.int32Data.map { Float($0) } : raw.map { Float(Int8(bitPattern: $0)) })
    case .uint8: return Numbers(raw.isEmpty ? proto.int32Data.map { Float($0) } : raw.map { Float($0) })
    case .bool:
      return Numbers(integers: raw.isEmpty ? proto.int32Data.map { $0 == 0 ? 0 : 1 } : raw.map { $0 == 0 ? 0 : 1 })
    default: return nil
    }
  }

  /// Little-endian words. Bytes after the last whole word make one more word, so that the count cannot fit by chance.
  private static func words<Word: FixedWidthInteger>(_ data: Data, _: Word.Type) -> [Word] {
    let size = MemoryLayout<Word>.size
    return data.withUnsafeBytes { bytes in
      var words = (0..<bytes.count / size).map {
        Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Word.self))
      }
      if bytes.count % size != 0 { words.append(0) }
      return words
    }
  }

  /// Converts IEEE 754 binary16 to binary32 by hand, because not every host has Float16.
  private static func float(half bits: UInt16) -> Float {
    let sign: Float = bits >> 15 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 31)
    let fraction = Float(bits & 1023)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }
}
