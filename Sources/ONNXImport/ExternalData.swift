import Foundation
import NetworkGraph

/// The place of a tensor's numbers outside of the ONNX file: a file beside it, an offset and a length.
struct ExternalData {
  private let url: URL
  private let offset, length: Int

  /// - Parameters:
  ///   - count: how many numbers the tensor has; the length follows from it where the file does not state it.
  ///   - folder: the ONNX file's folder; nil if the model came from no file.
  /// - Throws: the error that `complaint` makes from a message, if the place is not beside the file.
  init(
    _ proto: ONNX_TensorProto, _ type: ONNX_TensorProto.DataType?, count: Int, folder: URL?,
    _ complaint: (String) -> ConversionError
  ) throws(ConversionError) {
    let entries = Dictionary(proto.externalData.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    guard let location = entries["location"], !location.isEmpty else {
      throw complaint("keeps its data in another file and does not say in which; the file is damaged")
    }
    // a network from a stranger must not read any other file of this machine
    guard let folder, !location.hasPrefix("/"), !location.split(separator: "/").contains("..") else {
      throw complaint("keeps its data in '\(location)', which is not beside the ONNX file; export into one folder")
    }
    url = folder.appendingPathComponent(location)
    let size = type.flatMap(ExternalData.size) ?? 0
    let stated = [entries["offset"] ?? "0", entries["length"] ?? String(count * size)].map { Int($0) }
    guard let offset = stated[0], let length = stated[1], offset >= 0, length == count * size else {
      throw complaint(
        "keeps \(entries["length"] ?? "?") bytes at \(entries["offset"] ?? "0") of '\(location)' for \(count) numbers")
    }
    self.offset = offset
    self.length = length
  }

  /// The bytes of the numbers.
  func bytes(_ complaint: (String) -> ConversionError) throws(ConversionError) -> Data {
    if length == 0 { return Data() }
    do {
      let values = try url.resourceValues(forKeys: [.isRegularFileKey])
      guard values.isRegularFile == true else { throw CocoaError(.fileReadNoSuchFile) }
      let handle = try FileHandle(forReadingFrom: url)
      defer { try? handle.close() }
      try handle.seek(toOffset: UInt64(offset))
      let data = try handle.read(upToCount: length) ?? Data()
      guard data.count == length else {
        throw complaint("ends behind the end of '\(url.lastPathComponent)'; the file is cut short")
      }
      return data
    } catch let error as ConversionError {
      throw error
    } catch {
      throw complaint(
        "keeps its data in '\(url.lastPathComponent)', which cannot be read; copy it beside the ONNX file")
    }
  }

  /// How many bytes one number has.
  private static func size(_ type: ONNX_TensorProto.DataType) -> Int? {
    switch type {
    case .double, .int64: 8
    case .float, .int32: 4
    case .float16: 2
    case .int8, .uint8, .bool: 1
    default: nil
    }
  }
}
