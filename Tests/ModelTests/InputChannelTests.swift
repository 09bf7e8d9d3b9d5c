import Testing

@testable import Model

/// What the file stores about frames that are not red, green and blue.
@Suite struct InputChannelTests {
  private static func plan(channels: Int) -> Plan {
    var plan = GoldenModel.plan
    plan.input.channels = channels
    plan.input.mean = Array([100, 110, 120, 130].prefix(channels))
    plan.input.standardDeviation = Array([70, 71, 72, 73].prefix(channels))
    plan.tensors[0].channels = channels
    return plan
  }

  private static func decoded(_ bytes: [UInt8]) throws -> Plan {
    try bytes.withUnsafeBytes { try Plan(decoding: $0) }
  }

  @Test(arguments: [1, 3, 4]) func theDescriptionComesBack(channels: Int) throws {
    let plan = Self.plan(channels: channels)
    let bytes = plan.encoded(data: GoldenModel.data)
    #expect(GoldenModel.refusal(of: bytes) == nil)
    let decoded = try Self.decoded(bytes)
    #expect(decoded.input == plan.input)
    #expect(decoded.encoded(data: GoldenModel.data) == bytes)
  }

  @Test(arguments: [2, 5, 8, 16]) func otherNumbersAreRefused(channels: Int) {
    var plan = Self.plan(channels: channels)
    plan.tensors[0].channelStride = (channels + 3) / 4 * 4
    #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) != nil)
  }

  @Test func aFourthDeviationMustBePositive() {
    for wrong in [0, -1, Float.nan, .infinity] {
      var plan = Self.plan(channels: 4)
      plan.input.standardDeviation[3] = wrong
      #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) != nil)
    }
    for wrong in [-1, 256, Float.nan] {
      var plan = Self.plan(channels: 4)
      plan.input.mean[3] = wrong
      #expect(GoldenModel.refusal(of: plan.encoded(data: GoldenModel.data)) != nil)
    }
  }
}
