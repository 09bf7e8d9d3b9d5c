import Accuracy
import Testing

@Suite struct DiagnosisTests {
  private func diagnose(
    _ network: SmallUNet, calibrated: ClosedRange<UInt8> = 0...255, seen: ClosedRange<UInt8> = 0...255
  ) throws -> Diagnosis {
    let pair = try ConvertedPair(network.graph, calibrated: calibrated)
    return Diagnosis(try pair.study(levels: seen), file: network.graph)
  }

  @Test func soundNetworkHasNoFindings() throws {
    let diagnosis = try diagnose(SmallUNet())
    #expect(diagnosis.findings == [])
    #expect(diagnosis.reason(for: try #require(diagnosis.study.ranking.first)).hasPrefix("coarse "))
  }

  /// One channel's weights are enlarged 100 times, and the next layer divides them again. However it is quantised, layer and cause are
  /// named.
  @Test(arguments: ["first", "skip", "joined"]) func spoiledChannelIsNamed(layer: String) throws {
    let spoil = SmallUNet.Spoil(layer: layer, channel: 5, factor: 100)
    let diagnosis = try diagnose(SmallUNet(spoil: spoil))
    let finding = try #require(diagnosis.findings.first { $0.cause == .outlierChannel })
    #expect(finding.layer == layer)
    #expect(finding.explanation.contains("Channel 5 "))
    #expect(diagnosis.findings.count { $0.cause == .outlierChannel } == 1)
  }

  /// With one scale for all channels, the readers of the spoiled channel have no levels left for it, or for the tensor beside it.
  @Test func readersOfSpoiledChannelsAreNamed() throws {
    for (spoiled, reader, cause) in [("first", "skip", Cause.outlierWeights), ("skip", "joined", .concatScaleMismatch)]
    {
      let network = try SmallUNet(spoil: SmallUNet.Spoil(layer: spoiled, channel: 5, factor: 100))
      let findings = try diagnose(network).findings
      let finding = findings.first { $0.layer == reader && $0.cause == cause }
      #expect(finding != nil, "\(reader): \(findings.map { "\($0.layer) \($0.cause)" })")
      #expect(cause == .concatScaleMismatch || finding?.explanation.contains("input channel 5 ") == true)
    }
  }

  /// Batch norm divides it out again before anything is quantised: it is reported as harmless.
  @Test func outlierThatBatchNormUndoes() throws {
    let graph = try SmallUNet().graph
    var file = graph
    guard case .convolution(var first) = file.nodes[0].operation else {
      Issue.record("the first node is no convolution")
      return
    }
    let per = first.weightsPerOutput
    for index in 3 * per..<4 * per { first.weights[index] *= 100 }
    file.nodes[0].operation = .convolution(first)
    let diagnosis = Diagnosis(try ConvertedPair(graph).study(), file: file)
    #expect(diagnosis.findings.map(\.layer) == ["first"])
    #expect(diagnosis.findings.map(\.cause) == [.outlierChannel])
    #expect(diagnosis.findings.allSatisfy { !$0.isHarmful && $0.explanation.contains("output channel 3 ") })
  }

  @Test func deadChannelsAreNamed() throws {
    let finding = try #require(try diagnose(SmallUNet(dead: 3)).findings.first)
    #expect(finding.cause == .deadChannels && finding.layer == "first" && !finding.isHarmful)
    #expect(finding.explanation.contains("3 of its 12 channels") && finding.explanation.contains("(0, 1, 2)"))
  }

  /// The model is calibrated on dim frames and used on bright ones.
  @Test func clippedRangeIsNamed() throws {
    let diagnosis = try diagnose(SmallUNet(), calibrated: 95...120)
    let finding = try #require(diagnosis.findings.first)
    #expect(finding.cause == .clippedRange && finding.layer == "first" && finding.isHarmful)
    #expect(finding.suggestion.contains("--calibrate"))
    #expect(diagnosis.reason(for: try #require(diagnosis.study.ranking.first)) == "clipped range")
  }

  /// The model is calibrated on bright frames and used on dim ones.
  @Test func wastedLevelsAreNamed() throws {
    let diagnosis = try diagnose(SmallUNet(bias: 0), seen: 105...109)
    #expect(diagnosis.findings.contains { $0.cause == .wastedLevels && $0.layer == "first" })
  }
}
