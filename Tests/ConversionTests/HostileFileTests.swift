import Foundation
import Randomness
import Testing

@testable import Conversion

/// Whatever stands in a file, reading it ends in a graph or in one error; a trap would end the test run.
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
        // Names, attributes and sizes are worth more hits than the weights, and stand before them.
        let end = Bool.random(using: &random) ? bytes.count : min(6000, bytes.count)
        damaged[Int.random(in: 0..<end, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      do { try read(damaged) } catch { refused += 1 }
    }
    #expect(refused > 50)
  }

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
