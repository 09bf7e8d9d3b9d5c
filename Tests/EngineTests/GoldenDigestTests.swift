import Engine
import Foundation
import Kernels
import Model
import Testing

/// The digest that stands in a golden model's file, by a debug build too: every instruction set, one to eight threads. The
/// second has layers for F(2, 3).
@Suite struct GoldenDigestTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Golden")
  private static let digests: [(name: String, digest: UInt64)] = [
    ("seed-tiny.ceye", 0x3b7d_ba53_ca12_5d29), ("speed-tiny.ceye", 0x1a3e_b18f_3436_023a),
  ]

  @Test(arguments: InstructionSet.allCases.filter(\.isAvailable)) func digest(_ instructionSet: InstructionSet) throws {
    for (name, digest) in Self.digests {
      let path = Self.folder.appendingPathComponent(name).path
      for threads in 1...8 {
        var engine = try Engine(Model(path: path), threads: threads, instructionSet: instructionSet)
        #expect(engine.plan.testDigest == digest)
        #expect(try engine.testDigest() == digest, "\(name), \(threads) threads")
      }
    }
  }
}
