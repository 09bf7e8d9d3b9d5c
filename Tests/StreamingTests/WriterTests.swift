import Foundation
import Testing

@testable import Streaming

@Suite struct WriterTests {
  @Test func stringsAreEscaped() throws {
    let nasty = "a\"b\\c/\n\r\t\u{0}\u{1F}\u{7F} é 猫 \u{2028}"
    var json = JSONWriter()
    json.beginArray()
    json.string(nasty)
    json.endArray()
    #expect(!json.bytes.contains { $0 < 0x20 })
    let back = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String]
    #expect(back == [nasty])
  }

  @Test func escapesAsWritten() {
    var json = JSONWriter()
    json.string("\u{1}\u{1A}\"\\")
    #expect(String(decoding: json.bytes, as: UTF8.self) == "\"\\u0001\\u001a\\\"\\\\\"")
  }

  @Test func nestingAndCommas() {
    var json = JSONWriter()
    json.beginObject()
    json.member("a", 1)
    json.key("b")
    json.beginArray()
    json.beginObject()
    json.endObject()
    json.integer(-2)
    json.beginArray()
    json.endArray()
    json.endArray()
    json.member("c", "x")
    json.endObject()
    #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"a":1,"b":[{},-2,[]],"c":"x"}"#)
  }

  @Test(arguments: [0.1, -1e-9, 1e300, 123456789.125, 0, .infinity, .nan]) func numbersComeBack(_ value: Double) throws
  {
    var json = JSONWriter()
    json.beginArray()
    json.number(value)
    json.endArray()
    let back = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [Any]
    if value.isFinite {
      #expect((back?[0] as? NSNumber)?.doubleValue == value)
    } else {
      #expect(back?[0] is NSNull)
    }
  }

  @Test func fixedPlaces() {
    let cases: [(Double, Int, String)] = [
      (0, 3, "0.000"), (1.0005, 2, "1.00"), (9.999, 2, "10.00"), (-0.25, 1, "-0.3"), (-0.001, 1, "0.0"),
      (1234567.5, 0, "1234568"), (.nan, 2, "-"), (.infinity, 2, "-"), (0.05, 6, "0.050000"),
    ]
    for (value, decimals, expected) in cases {
      var text = TextWriter()
      text.fixed(value, decimals: decimals)
      #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
    }
  }

  @Test func integersAndColumns() {
    var text = TextWriter()
    text.integer(.min)
    text.byte(0x2C)
    text.integer(1_000_000)
    text.column("ab", 4)
    text.column("cd", 4, .right)
    text.column("long", 2)
    #expect(String(decoding: text.bytes, as: UTF8.self) == "-9223372036854775808,1000000ab    cdlong")
  }

  @Test func statisticsHaveTheirKeys() throws {
    var statistics = StreamStatistics()
    statistics.record(
      FrameTimes(
        arrival: 1_000_000, decoding: 1_100_000, decoded: 1_300_000, resized: 1_400_000, inferring: 1_500_000,
        inferred: 2_500_000, finishing: 2_550_000, finished: 2_600_000, written: 3_000_000), allocations: 100)
    var waiting = FrameTimes()
    for station in [\FrameTimes.arrival, \.decoding, \.decoded, \.resized, \.inferring, \.inferred] {
      waiting[keyPath: station] = 3_000_000
    }
    for station in [\FrameTimes.finishing, \.finished, \.written] { waiting[keyPath: station] = 7_000_000 }
    statistics.record(waiting, allocations: 105)
    statistics.corrupt = 3
    statistics.received = 5
    statistics.recordLate()
    let object = try JSONSerialization.jsonObject(with: Data(statistics.json)) as? [String: Any]
    #expect(object?["frames"] as? Int == 2)
    #expect(object?["corrupt"] as? Int == 3)
    #expect(object?["dropped"] as? Int == 0)
    #expect(object?["allocations_per_frame"] as? Double == 5)
    #expect((object?["fps"] as? Double).map { abs($0 - 2 / 0.006) < 1e-6 } == true)
    let latency = object?["latency_ms"] as? [String: Double]
    #expect(latency.map { Set($0.keys) } == ["mean", "p50", "p90", "p99", "p999", "max"])
    #expect(latency?["mean"] == 3)
    #expect(latency?["max"] == 4)
    #expect(object?["received"] as? Int == 5 && object?["late"] as? Int == 1)
    #expect(object?["jitter_ms"] as? Double == 2)
    let stages = object?["stages_ms"] as? [String: [String: Double]]
    let slowest = stages?.mapValues { $0["max"] ?? 0 }
    #expect(slowest?.count == 6)
    for (stage, time) in ["decode": 0.2, "resize": 0.1, "inference": 1, "post": 0.05, "write": 0.4] {
      #expect((slowest?[stage]).map { abs($0 - time) < time / 200 } == true, "\(stage)")
    }
  }

  /// The stages of a frame add up to its latency.
  @Test func stagesAddUpToTheLatency() {
    let times = FrameTimes(
      arrival: 10, decoding: 13, decoded: 20, resized: 22, inferring: 40, inferred: 95, finishing: 99, finished: 104,
      written: 131)
    #expect(Stage.all.map { times.duration(of: $0) } == [3 + 18 + 4, 7, 2, 55, 5, 27])
    #expect(Stage.all.reduce(0) { $0 + times.duration(of: $1) } == times.latency)
  }
}
