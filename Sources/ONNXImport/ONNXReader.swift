import Foundation
import NetworkGraph
import SwiftProtobuf

/// Reads networks in the ONNX format, as PyTorch's two exporters, tf2onnx and Keras write them (operator sets 7 to 24).
public enum ONNXReader {
  /// The size limit of a protobuf message.
  static let largestFileSize = 1 << 31 - 1

  /// Reads a file into a graph that has the file's own nodes. `Passes.standard` comes next.
  /// - Parameters:
  ///   - output: the wanted output of the file; nil: the only one, or the largest map among several.
  ///   - frame: the frame's height and width, for a file that leaves them open; nil: the file's own.
  /// - Throws: `ConversionError`: `.noInput` if nothing is there, `.readOrWriteFailed`, or `.badData` with the name of the
  ///   node, tensor or input that is damaged or not supported.
  public static func read(
    path: String, output: String? = nil, frame: Extent? = nil
  ) throws(ConversionError) -> Graph {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw ConversionError(.noInput, "\(path): no such file")
    }
    if isDirectory.boolValue { throw ConversionError(.noInput, "\(path): is a directory; name the .onnx file in it") }
    let data: Data
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
      guard size <= largestFileSize else {
        throw ConversionError.badData("\(path): \(size) bytes are more than an ONNX file can have")
      }
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch let error as ConversionError {
      throw error
    } catch {
      throw ConversionError(.readOrWriteFailed, "\(path): cannot be read: \(error.localizedDescription)")
    }
    do throws(ConversionError) {
      return try read(
        bytes: data, output: output, frame: frame, folder: URL(fileURLWithPath: path).deletingLastPathComponent())
    } catch {
      var located = ConversionError(error.kind, "\(path): \(error.message)")
      located.further = error.further
      throw located
    }
  }

  /// Reads the bytes of a file.
  /// - Parameter folder: the file's folder; tensors may be in files beside it.
  /// - Throws: `ConversionError` of kind `.badData`.
  public static func read(
    bytes: Data, output: String? = nil, frame: Extent? = nil, folder: URL? = nil
  ) throws(ConversionError) -> Graph {
    if bytes.isEmpty { throw .badData("the file is empty; it should be a network in the ONNX format") }
    if let kind = FileKind(bytes) { throw .badData(kind.advice) }
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    let model: ONNX_ModelProto
    do {
      model = try ONNX_ModelProto(serializedBytes: bytes, extensions: nil, partial: false, options: options)
    } catch {
      throw .badData("not an ONNX file, or damaged or cut short (\(error)); export it again")
    }
    var builder = try GraphBuilder(model, folder: folder, frame: frame)
    return try builder.build(output: output)
  }
}
