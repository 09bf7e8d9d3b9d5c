import Engine
import Foundation
import Kernels
import Model
import Testing

/// The digest that stands in a golden model's file, by a debug build too: every instruction set, one to eight threads.
@Suite struct GoldenDigestTests {
  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Golden/seed-tiny.ceye").path

  @Test(arguments: InstructionSet.allCases.filter(\.isAvailable)) func digest(_ instructionSet: InstructionSet) throws {
    for threads in 1...8 {
      var engine = try Engine(Model(path: Self.path), threads: threads, instructionSet: instructionSet)
      #expect(engine.plan.testDigest == 0x3b7d_ba53_ca12_5d29)
      #expect(try engine.testDigest() == 0x3b7d_ba53_ca12_5d29, "\(threads) threads")
    }
  }
}
