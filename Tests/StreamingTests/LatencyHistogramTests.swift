import Streaming
import Testing

@Suite struct LatencyHistogramTests {
  static func durations(_ count: Int) -> [UInt64] {
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return state >> (20 + state % 40)  // from nanoseconds to hours
    }
  }

  @Test(arguments: [1, 2, 3, 10, 99, 100, 101, 5000]) func percentilesOfSortedData(count: Int) {
    var histogram = LatencyHistogram()
    let values = Self.durations(count)
    for value in values { histogram.record(value) }
    let sorted = values.sorted()
    for percent in [0, 1, 50, 90, 99, 100] {
      let exact = sorted[max((count * percent + 99) / 100, 1) - 1]
      let told = histogram.percentile(percent)
      #expect(told >= exact && told - exact <= exact / 256, "\(percent) % of \(count)")
    }
    let exact = sorted[max((count * 999 + 999) / 1000, 1) - 1]
    let told = histogram.percentile(perMille: 999)
    #expect(told >= exact && told - exact <= exact / 256)
    #expect(histogram.maximum == sorted[count - 1])
    #expect(histogram.percentile(100) == histogram.maximum)
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(count)
    #expect(abs(histogram.mean - mean) <= mean * 1e-12)
  }

  @Test func smallValuesAreExact() {
    var histogram = LatencyHistogram()
    for value in UInt64(1)...100 { histogram.record(value) }
    #expect([1, 50, 90, 99, 100].map { histogram.percentile($0) } == [1, 50, 90, 99, 100])
  }

  @Test func extremes() {
    var histogram = LatencyHistogram()
    #expect(histogram.percentile(99) == 0 && histogram.mean == 0 && histogram.count == 0)
    for value in [0, 1, .max] as [UInt64] { histogram.record(value) }
    #expect(histogram.percentile(1) == 0)
    #expect(histogram.percentile(100) == .max)
  }
}
