import Foundation
import Randomness
import Testing

@testable import FloatReference
@testable import GraphPasses
@testable import NetworkGraph
@testable import ONNXImport

/// Whatever a file contains, reading it ends in a graph or in one error; a trap would end the test run.
@Suite struct HostileFileTests {
  @Test(arguments: ["seed_tiny_torchscript", "seed_tiny_dynamo"])
  func truncatedFileIsRefused(_ name: String) throws {
    let bytes = try Fixture(name: name).bytes("onnx")
    for place in 0..<50 {
      let part = Data(bytes.prefix(place * bytes.count / 50))
      #expect(throws: ConversionError.self, "cut at \(part.count)") { try read(part) }
    }
  }

  @Test func flippedBytesNeverTrap() throws {
    let bytes = try Fixture(name: "seed_tiny_torchscript").bytes("onnx")
    var random = SplitMix64(seed: 11)
    var refused = 0
    for _ in 0..<400 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        // names, attributes and sizes stand before the weights, and deserve more changes
        let end = Bool.random(using: &random) ? bytes.count : min(6000, bytes.count)
        damaged[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      do { try read(damaged) } catch { refused += 1 }
    }
    #expect(refused > 50)
  }

  /// Changes attributes, sizes and numbers of every kind of operator to small values and to the largest.
  @Test func changedNumbersNeverTrap() throws {
    let maker = ModelMaker.family()
    #expect(maker.message() == nil)
    var random = SplitMix64(seed: 12)
    var refused = 0
    for _ in 0..<HostileFileTests.changes {
      var damaged = maker
      for _ in 0..<Int.random(in: 1...2, using: &random) { damaged.changeANumber(&random) }
      if damaged.message() != nil { refused += 1 }
    }
    #expect(refused > HostileFileTests.changes / 4)
  }

  /// CATSEYE_CHANGES=N sets how many changes are tried.
  private static let changes = Int(ProcessInfo.processInfo.environment["CATSEYE_CHANGES"] ?? "") ?? 1500

  @Test func rubbishIsRefused() {
    for bytes in [Data(), Data("P6 3 3 255".utf8), Data(repeating: 0xff, count: 4096), Data(repeating: 0, count: 64)] {
      #expect(throws: ConversionError.self) { try read(bytes) }
    }
  }

  @Test func missingFileIsNoInput() {
    let error = #expect(throws: ConversionError.self) { try ONNXReader.read(path: "/no/such/file.onnx") }
    #expect(error?.kind == .noInput)
    #expect(throws: ConversionError.self) { try ONNXReader.read(path: "/") }
  }

  private func read(_ bytes: Data) throws(ConversionError) {
    _ = try FloatExecutor(graph: Passes.standard(ONNXReader.read(bytes: bytes)), threads: 1)
  }
}

extension ModelMaker {
  /// Replaces one of the file's numbers by another, or the name of a node's input by another name.
  fileprivate mutating func changeANumber(_ random: inout SplitMix64) {
    let numbers: [Int64] = [.min, -(1 << 40), -9, -2, -1, 0, 1, 2, 3, 5, 17, 4096, 1 << 31, 1 << 53, .max]
    func number(_ random: inout SplitMix64) -> Int64 { numbers[Int.random(in: 0..<numbers.count, using: &random)] }
    let index = Int.random(in: 0..<model.graph.node.count, using: &random)
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      guard !model.graph.node[index].attribute.isEmpty else { return changeANumber(&random) }
      let place = Int.random(in: 0..<model.graph.node[index].attribute.count, using: &random)
      model.graph.node[index].attribute[place].i = number(&random)
      model.graph.node[index].attribute[place].f =
        [Float.nan, -1, 0, 1e38, .infinity][Int.random(in: 0..<5, using: &random)]
      let count = model.graph.node[index].attribute[place].ints.count
      if count > 0 {
        model.graph.node[index].attribute[place].ints[Int.random(in: 0..<count, using: &random)] = number(&random)
      }
    case 1:
      let input = Int.random(in: 0..<model.graph.node[index].input.count, using: &random)
      let other = Int.random(in: 0..<model.graph.node.count, using: &random)
      let names = model.graph.node[other].output + model.graph.node[other].input + model.graph.initializer.map(\.name)
      model.graph.node[index].input[input] = names[Int.random(in: 0..<names.count, using: &random)]
    case 2:
      let tensor = Int.random(in: 0..<model.graph.initializer.count, using: &random)
      let count = model.graph.initializer[tensor].int64Data.count
      guard count > 0 else { return changeANumber(&random) }
      model.graph.initializer[tensor].int64Data[Int.random(in: 0..<count, using: &random)] = number(&random)
    default:
      let types = [
        "Add", "Mul", "Sub", "Concat", "Gemm", "MatMul", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Split",
        "Slice", "Pad", "Resize", "Conv", "ConvTranspose", "ReduceMean", "Expand", "Clip", "PRelu", "Sum", "ArgMax",
        "Tile",
        "MaxPool", "AveragePool", "GlobalMaxPool", "Pow", "Max", "Cast", "Flatten", "Gather", "Range",
        "ConstantOfShape",
      ]
      model.graph.node[index].opType = types[Int.random(in: 0..<types.count, using: &random)]
    }
  }
}
