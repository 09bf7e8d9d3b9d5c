import Accuracy
import Calibration
import Conversion
import Dataset
import Foundation
import Kernels
import Lowering
import Model
import NetworkGraph
import Randomness

/// A graph, and the model that was converted from it with random frames. The model's file is deleted with this object.
final class ConvertedPair {
  let graph: Graph
  let int8: Int8Network
  private let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).ceye").path

  /// - Parameter levels: the range of the calibration frames' bytes.
  init(
    _ graph: Graph, calibrated levels: ClosedRange<UInt8> = 0...255, method: CalibrationMethod = .minmax,
    normalisation: Normalisation = Normalisation(mean: [105, 108, 110], standardDeviation: [78, 79, 80])
  ) throws {
    self.graph = graph
    let names = (0..<graph.shapes[graph.output].channels).map {
      ModelClass(name: "class\($0)", red: UInt8(truncatingIfNeeded: 60 * $0), green: 0, blue: 0)
    }
    let converter = try Converter(
      graph,
      Converter.Options(name: "small", classes: names, normalisation: normalisation, method: method, tool: "test"))
    for seed in 0..<3 { try converter.calibrate(ConvertedPair.frame(graph, levels, seed: UInt64(seed)).pixels) }
    try Data(converter.model()).write(to: URL(fileURLWithPath: path))
    int8 = try Int8Network(path: path, threads: 1)
  }

  /// The plan as the converter wrote it. The engine's plan moves tensors that a convolution pools.
  func plan() throws -> Plan { try Model(path: path).plan }

  /// The same model with another instruction set or more threads.
  func reopened(threads: Int, instructionSet: InstructionSet) throws -> Int8Network {
    try Int8Network(path: path, threads: threads, instructionSet: instructionSet)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static func frame(_ graph: Graph, _ levels: ClosedRange<UInt8> = 0...255, seed: UInt64 = 50) -> RGBImage {
    var random = SplitMix64(seed: seed)
    let count = 3 * graph.input.width * graph.input.height
    let pixels = (0..<count).map { _ in UInt8.random(in: levels, using: &random) }
    return RGBImage(width: graph.input.width, height: graph.input.height, pixels: pixels)
  }

  /// - Parameter levels: the range of the studied frames' bytes.
  func study(levels: ClosedRange<UInt8> = 0...255) throws -> LayerStudy {
    let pair = try NetworkPair(graph, int8)
    let network = try LoweredNetwork(graph, normalisation: pair.normalisation)
    let study = LayerStudy(network, try int8.stored(in: network))
    for seed in 50..<53 { study.add(ConvertedPair.frame(graph, levels, seed: UInt64(seed)).pixels) }
    return study
  }
}
