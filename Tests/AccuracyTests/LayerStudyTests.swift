import Accuracy
import FloatReference
import Lowering
import NetworkGraph
import Testing

@Suite struct LayerStudyTests {
  /// The study computes in float what the engine computes in integers. They are not equal, because the last bit of a bias may make a value
  /// round the other way. But the engine is much nearer to the study than to float: 0.07 to 0.1 of the error were measured, and 1 if the
  /// study leaves the rounding out.
  @Test func quantisedLogitsAreTheEngines() throws {
    let pair = try ConvertedPair(SmallUNet().graph)
    let study = try pair.study()
    let frame = ConvertedPair.frame(pair.graph)
    let networks = try NetworkPair(pair.graph, pair.int8)
    let float = try FloatExecutor(graph: pair.graph).run(FloatFrame.normalised(frame.pixels, networks.normalisation))
    let engine = pair.int8.logits(of: frame)
    func error(_ logits: [Float]) -> Double {
      zip(logits, engine).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    }
    #expect(error(study.quantisedLogits(frame.pixels)) < 0.2 * error(float))
    #expect(study.logits.decibels > 25 && study.logits.decibels < 50)
  }

  /// The errors of single layers roughly add up to that of all layers, because they are small and independent.
  @Test func layersAddUp() throws {
    let study = try ConvertedPair(SmallUNet().graph).study()
    #expect(study.layers.count == 6 && study.frames == 3)
    let sum = study.layers.reduce(0) { $0 + $1.alone.noise }
    #expect(sum / study.logits.noise > 0.4 && sum / study.logits.noise < 2.5)
    #expect(abs(study.ranking.reduce(0) { $0 + study.share(of: $1) } - 1) < 1e-9)
    let noises = study.ranking.map(\.alone.noise)
    #expect(noises == noises.sorted(by: >))
  }

  /// Only frames that are brighter than the calibration's have values outside the ranges.
  @Test func valuesOutsideAreCounted() throws {
    let pair = try ConvertedPair(SmallUNet().graph, calibrated: 90...130)
    let (same, brighter) = (try pair.study(levels: 90...130), try pair.study(levels: 0...255))
    let (calm, clipped) = (same.tensors[1], brighter.tensors[1])
    #expect(calm.clipRate < 0.01 && clipped.clipRate > 0.1)
    #expect(clipped.clipping > 10 * clipped.rounding && calm.clipping < calm.rounding)
    #expect(calm.clipped == Int((calm.clipRate * Double(calm.count)).rounded()))
  }

  /// A factor on the input is part of the model's normalisation, and must not be applied twice.
  @Test func networkThatBeginsWithAFactor() throws {
    var graph = Graph(name: "factor", input: GraphInput(name: "frame", channels: 3, height: 8, width: 8))
    let factor = Affine(scale: [2, 3, 0.5], shift: [0.25, -0.5, 0.125])
    let scaled = try graph.append("factor", .affine(factor), inputs: [0])
    let one = Extent(height: 1, width: 1)
    let head = Convolution(
      outputChannels: 2, inputChannels: 3, kernel: one, weights: [1, -1, 0.5, -0.5, 1, 0.25], bias: [0, 0])
    graph.output = try graph.append("head", .convolution(head), inputs: [scaled])
    let pair = try ConvertedPair(graph)
    let masks = try NetworkPair(graph, pair.int8).masks(of: ConvertedPair.frame(graph))
    let equal = zip(masks.float.indices, masks.int8.indices).count { $0 == $1 }
    #expect(equal >= 62)
    #expect(Set(masks.float.indices).count == 2)
    #expect(try pair.study().logits.decibels > 40)
  }

  @Test func networkOfAnotherModelIsRefused() throws {
    let pair = try ConvertedPair(SmallUNet().graph)
    var other = try SmallUNet().graph
    other.nodes[0].name = "another"
    let network = try LoweredNetwork(other, normalisation: NetworkPair(pair.graph, pair.int8).normalisation)
    #expect(throws: ConversionError.self) { try pair.int8.stored(in: network) }
  }
}
