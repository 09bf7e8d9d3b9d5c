import Engine
import Foundation
import Kernels
import Testing
import Vision

@testable import catseye

/// Facts that documents and the C header state in words are those of the code.
@Suite struct StatedFactsTests {
  private static func text(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  @Test(arguments: ["Sources/CAPIHeader/include/catseye.h", "tools/packaging/catseye.1"])
  func instructionSets(_ path: String) throws {
    #expect(try Self.text(path).contains(InstructionSet.list), "\(path) lists other instruction sets")
  }

  @Test func limitsOfTheHeader() throws {
    let header = try Self.text("Sources/CAPIHeader/include/catseye.h")
    #expect(header.contains("int32_t threads;    /**< 1 ... \(Engine.maximumThreads), the calling one included"))
    #expect(header.contains("int32_t width, height; /**< pixels, each 1 ... \(PictureSize.largestSide) */"))
  }

  @Test func help() {
    #expect(Help.program.contains("CATSEYE_ISA   \(InstructionSet.list): the kernels"))
    #expect(Help.run.contains("each 1 to \(PictureSize.largestSide)\n"))
    for text in [Help.run, Help.bench, Help.selfTest] {
      let line = text.split(separator: "\n").first { $0.contains("--threads N") }
      #expect(line?.contains(" 1 to \(Engine.maximumThreads)") == true)
    }
  }
}
