import Engine
import Foundation
import Kernels
import Testing

@testable import Model

/// Files that no converter writes: they are refused, or give the same bytes however they are computed.
@Suite struct CraftedModelTests {
  private func expectSameBytes(_ model: CraftedModel, _ what: String = "") throws {
    #expect(model.refusal == nil, "\(what)")
    let result = try model.differences()
    #expect(result.ways >= 12 && result.differing.isEmpty, "\(what): \(result.differing)")
  }

  /// The classifier's mask compared with the tensor that it reads: larger by as much as the halo holds, or smaller.
  @Test(arguments: [(0, 0), (1, 1), (7, 0), (0, 5), (-3, -2), (-1, 4)])
  func masksOfAnotherSizeThanTheirSource(_ addedRows: Int, _ addedColumns: Int) throws {
    var model = try CraftedModel("max-pool 3x3")
    let source = try #require(model.plan.steps.last?.sources.first)
    model.setHalo(ofTensor: source, 7)
    model.plan.maskHeight += addedRows
    model.plan.maskWidth += addedColumns
    try expectSameBytes(model)
  }

  /// Only a mask of its source's own size is computed in bands together with it; the tables of SDOT and SMMLA have no bands.
  @Test(.enabled(if: KernelTable(.best).kernels.winograd.pools != 0, "this machine's table fuses nothing"))
  func onlyAMaskOfItsSourcesSizeIsFused() throws {
    for (name, isFused) in [("max-pool 3x3", true), ("larger mask", false)] {
      let model = try ConvertedModel(SmallNetworks.named(name))
      let engine = try Engine(Model(path: model.path), kernels: .winograd)
      #expect(engine.fusions.classifiesAtOnce == isFused, "\(name)")
      #expect(engine.plan.classifiesPixelByPixel == isFused)
      let apart = try Engine(Model(path: model.path), kernels: .winograd, fuses: false)
      #expect(!apart.fusions.classifiesAtOnce && apart.fusions.pooledHeads.isEmpty)
    }
  }

  /// Phases take every input pixel. With another stride, a phase without columns would have rows of negative length.
  @Test(arguments: ["transposed 3x3", "transposed column", "transposed row"])
  func transposedConvolutionsHaveNoStrideOfTheirOwn(name: String) throws {
    var model = try CraftedModel(name)
    try expectSameBytes(model, name)
    let step = try #require(model.plan.steps.firstIndex { $0.kind == .transposedConvolution })
    for (strideY, strideX) in [(16, 1), (1, 16), (2, 2)] {
      (model.plan.steps[step].strideY, model.plan.steps[step].strideX) = (strideY, strideX)
      // windows that are further apart may leave the tensor as well
      #expect(model.refusal != nil, "\(name) \(strideY) \(strideX)")
    }
  }

  /// A bias that makes sums wrap round: the largest of four sums then does not give the largest result.
  @Test(arguments: [0x7FFF_FFFF, 0x7FFF_FE00, 0x7F00_0000, -0x8000_0000, -0x7FFF_FE00] as [Int32])
  func poolingOfSumsThatWrapRound(
    bias: Int32
  ) throws {
    var model = try CraftedModel("pooled alone")
    let pool = try #require(model.plan.steps.first { $0.kind == .maxPool })
    let producer = try #require(model.plan.steps.first { $0.outputs.contains { $0.tensor == pool.sources[0] } })
    for head in model.plan.phases[producer.phases.lowerBound].heads {
      for channel in 0..<8 { model.setWord(bias, at: head.bias + 4 * channel) }
    }
    try expectSameBytes(model)
  }

  /// A sum leaves arbitrary bytes after its channels; no weight may bring them into the mask.
  @Test(arguments: ["residual", "product", "six sources", "depthwise of a concatenation", "norm behind a pool"])
  func weightsOfChannelsThatAreNotWritten(name: String) throws {
    var model = try CraftedModel(name)
    try expectSameBytes(model, name)
    let last = try #require(model.plan.steps.last)
    let source = model.plan.tensors[last.sources[0]]
    let place = model.plan.phases[last.phases.lowerBound].weights + source.channels
    if source.channels < source.channelStride, name != "six sources" {
      model.data[place] = 1
      #expect(model.refusal?.contains("a weight of channels that are not written") == true, "\(name)")
    }
  }

  /// Each pooling searches a place among all tensors, and not again among all steps.
  @Test(.timeLimit(.minutes(1))) func hundredsOfPoolingsAreNoWorkOfMinutes() throws {
    let plan = PoolingPlan.plan(pairs: 500)
    let file = plan.encoded(data: [UInt8](repeating: 0, count: 1 << 19))
    let memory = GuardedMemory(copying: file, alignment: 4)
    let engine = try Engine(Model(bytes: UnsafeRawBufferPointer(memory.bytes)), kernels: .winograd)
    let expected = KernelTable(.best).kernels.winograd.pools != 0 ? 500 : 0
    var notStored = 0
    for tensor in engine.plan.tensors.indices where engine.lifetime(ofTensor: tensor) == nil { notStored += 1 }
    #expect(engine.fusions.pooledHeads.count == expected)
    #expect(notStored == expected)
  }

  /// If the logits need more memory than may be asked for, asking for them is an error; masks are still computed.
  @Test func logitsOfManyGigabytesAreRefused() throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Golden/many-logits.ceye")
    #expect(ManyLogitsPlan.file() == [UInt8](try Data(contentsOf: golden)))
    var engine = try Engine(Model(path: golden.path))
    let bytes = 4 * ManyLogitsPlan.classes * ManyLogitsPlan.side * ManyLogitsPlan.side
    #expect(throws: EngineError.outOfMemory(bytes: bytes)) { _ = try engine.testDigest() }
  }

  /// A start says what it needs, and a start that fails takes nothing with it.
  @Test func aModelMayBeStartedAgain() throws {
    let converted = try ConvertedModel(SmallNetworks.named("3x3"))
    var model: Model? = try Model(path: converted.path)
    let needed = Engine.arenaBytes(try Model(path: converted.path).plan)
    #expect(throws: EngineError.cannotStartThreads(65)) { _ = try Engine(taking: &model, threads: 65) }
    for (count, shift) in [(needed - 1, 0), (needed, 4)] {
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: needed + 64, alignment: 64)
      defer { memory.deallocate() }
      let arena = UnsafeMutableRawBufferPointer(rebasing: memory[shift..<shift + count])
      #expect(throws: EngineError.unusableArena(bytes: count, needed: needed)) {
        _ = try Engine(taking: &model, arena: arena)
      }
    }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: needed, alignment: 64)
    defer { memory.deallocate() }
    var engine = try Engine(taking: &model, arena: memory)
    let isTaken = model == nil
    #expect(isTaken)
    engine.run()
    #expect(engine.mask.allSatisfy { $0 < 3 })
  }
}
