import Conversion
import Foundation
import GraphPasses
import Model
import NetworkGraph
import ONNXImport
import Quantisation

/// The ONNX files of the converter's tests, and the models that it makes from them.
enum SeedNetwork {
  /// The files of at most 25 kB, the smallest first.
  static func files() throws -> [[UInt8]] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("ConversionTests/Fixtures")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".onnx") }
    let files = try names.sorted().map { [UInt8](try Data(contentsOf: folder.appendingPathComponent($0))) }
    return files.filter { $0.count <= 25_000 }.sorted { $0.count < $1.count }
  }

  /// The models of the files of at most 20 kB.
  static func models() throws -> [[UInt8]] {
    try files().compactMap { converted(try Passes.standard(ONNXReader.read(bytes: Data($0)))) }
      .filter { $0.count <= 20_000 }
  }

  /// A model for each operator and each fusion, one with residuals, and one for F(2, 3).
  static func operatorModels() throws -> [[UInt8]] {
    let plain = try OperatorNetwork.names.compactMap { converted(try Passes.standard(OperatorNetwork.named($0))) }
    guard plain.count == OperatorNetwork.names.count,
      let refined = converted(try Passes.standard(OperatorNetwork.named("skip")), wanted: 70, .full),
      let halved = converted(try Passes.standard(OperatorNetwork.named("skip")), wanted: 0, .off, .speed)
    else { fatalError("a seed that is no model") }
    return plain + [refined, halved]
  }

  /// The model's file, calibrated on one frame; nil if the converter refuses the graph.
  static func converted(
    _ graph: Graph, wanted: Double = MixedPrecision.wanted, _ mixed: MixedPrecision = .auto,
    _ preference: Preference = .accuracy
  ) -> [UInt8]? {
    let input = graph.input
    let classes = (0..<graph.shapes[graph.output].channels).map {
      ModelClass(name: "class\($0)", red: UInt8($0 & 255), green: 0, blue: 0)
    }
    do {
      var options = Converter.Options(
        name: "seed", classes: classes, method: .minmax, mixed: mixed, frames: 1, tool: "fuzz")
      (options.wanted, options.preference) = (wanted, preference)
      let converter = try Converter(graph, options)
      try converter.calibrate((0..<input.shape.elementCount).map { UInt8(($0 * 7 + $0 / 50) & 255) })
      return try converter.model()
    } catch {
      return nil
    }
  }
}
