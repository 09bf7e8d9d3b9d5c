import Engine
import Foundation
import Kernels
import Model
import Testing

/// A debug build gives the digest in a golden model's file too, with every instruction set and one to eight threads. The second model has
/// layers for F(2, 3).
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
