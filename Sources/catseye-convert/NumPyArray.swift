import Foundation
import NetworkGraph

/// A NumPy file (.npy) of float32 in C order; tensors are exchanged with Python in it.
struct NumPyArray {
  var dims: [Int]
  var numbers: [Float]

  private static let magic = Data([0x93]) + Data("NUMPY".utf8)

  init(dims: [Int], numbers: [Float]) {
    self.dims = dims
    self.numbers = numbers
  }

  init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConversionError(.noInput, "\(path): cannot be read; name a file that numpy.save wrote")
    }
    func damaged(_ what: String) -> ConversionError {
      .badData("\(path): \(what); a .npy file of float32 in C order is needed")
    }
    guard data.count >= 12, data.prefix(6) == NumPyArray.magic else { throw damaged("not a NumPy file") }
    let long = data[6] >= 2
    let headerSize =
      long
      ? (0..<4).reduce(0) { $0 | Int(data[8 + $1]) << (8 * $1) } : Int(data[8]) | Int(data[9]) << 8
    let start = (long ? 12 : 10) + headerSize
    guard start <= data.count else { throw damaged("cut short") }
    let header = String(decoding: data[(long ? 12 : 10)..<start], as: UTF8.self)
    guard header.contains("'<f4'"), header.contains("'fortran_order': False"),
      let shape = header.firstMatch(of: /'shape': \(([0-9, ]*)\)/)?.output.1
    else { throw damaged("holds something else") }
    dims = shape.split(separator: ",").compactMap { Int($0.trimmingPrefix { $0 == " " }) }
    var count = 1
    for dim in dims {
      let product = count.multipliedReportingOverflow(by: dim)
      guard !product.overflow, product.partialValue <= data.count else { throw damaged("has the sizes \(dims)") }
      count = product.partialValue
    }
    guard data.count - start == 4 * count else {
      throw damaged("has \(data.count - start) bytes for the sizes \(dims)")
    }
    numbers = data[start...].withUnsafeBytes { bytes in
      (0..<count).map {
        Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }

  var bytes: Data {
    let shape = dims.map(String.init).joined(separator: ", ") + (dims.count == 1 ? "," : "")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape)), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    var data = NumPyArray.magic + [1, 0, UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)]
    data += Data(header.utf8)
    for number in numbers { withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
    return data
  }
}
