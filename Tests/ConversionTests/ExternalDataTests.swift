import Foundation
import Testing

@testable import NetworkGraph
@testable import ONNXImport

/// Tensors whose numbers are in a file beside the ONNX file.
@Suite struct ExternalDataTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

  @Test func dataBesideTheFileIsRead() throws {
    try write("numbers.bin")
    let maker = maker(["location": "sub/numbers.bin", "offset": "8", "length": "324"])
    guard case .convolution(let convolution)? = try maker.graph(folder: folder).nodes.first?.operation else {
      Issue.record("no convolution")
      return
    }
    #expect(convolution.weights == (2..<83).map { Float($0) })
    // without a stated length, the numbers determine it
    #expect(throws: Never.self) { try self.maker(["location": "sub/numbers.bin"]).graph(folder: folder) }
  }

  @Test(
    arguments: [
      [:], ["location": ""], ["location": "/etc/passwd"], ["location": "../numbers.bin"], ["location": "sub/../../x"],
      ["location": "sub/missing.bin"], ["location": "sub"], ["location": "sub/numbers.bin", "offset": "-1"],
      ["location": "sub/numbers.bin", "offset": "80"], ["location": "sub/numbers.bin", "length": "8"],
      ["location": "sub/numbers.bin", "offset": "9223372036854775807"], ["location": "sub/link.bin"],
    ])
  func otherPlacesAreRefused(_ entries: [String: String]) throws {
    try write("numbers.bin")
    try FileManager.default.createSymbolicLink(
      at: folder.appendingPathComponent("sub/link.bin"), withDestinationURL: URL(fileURLWithPath: "/etc/passwd"))
    let error = #expect(throws: ConversionError.self) { try maker(entries).graph(folder: folder) }
    #expect(error?.message.contains("tensor 'y.weight'") == true)
    #expect(throws: ConversionError.self) { try maker(entries).graph() }
  }

  /// 0, 1, 2 ... as float32.
  private func write(_ name: String) throws {
    let sub = folder.appendingPathComponent("sub")
    try FileManager.default.createDirectory(at: sub, withIntermediateDirectories: true)
    let numbers = (0..<90).map { Float($0) }
    try numbers.withUnsafeBytes { try Data($0).write(to: sub.appendingPathComponent(name)) }
  }

  private func maker(_ entries: [String: String]) -> ModelMaker {
    var maker = ModelMaker()
    maker.convolution("x", "y")
    maker.model.graph.initializer[0].floatData = []
    maker.model.graph.initializer[0].dataLocation = .external
    maker.model.graph.initializer[0].externalData = entries.map { entry in
      var pair = ONNX_StringStringEntryProto()
      (pair.key, pair.value) = entry
      return pair
    }
    return maker
  }
}
