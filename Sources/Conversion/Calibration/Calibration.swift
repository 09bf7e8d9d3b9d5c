/// Runs the float network on frames and keeps a histogram of each value that becomes an int8 tensor.
struct Calibration {
  private var histograms: [Int: ValueHistogram]
  private let network: LoweredNetwork

  init(_ network: LoweredNetwork) {
    self.network = network
    let observed = network.segments.dropFirst().filter { $0.sharesQuantisationWith == nil }.map(\.value)
    histograms = Dictionary(uniqueKeysWithValues: observed.map { ($0, ValueHistogram()) })
  }

  mutating func add(_ frame: [Float], _ executor: FloatExecutor) throws(ConversionError) -> [Float] {
    var histograms = histograms
    self.histograms = [:]  // the only copy is the local one: no copy on write
    let logits = try executor.run(frame) { value, values in histograms[value]?.add(values) }
    self.histograms = histograms
    return logits
  }

  /// One range for each segment; the frame's is a placeholder.
  func ranges(_ method: CalibrationMethod) throws(ConversionError) -> [ValueRange] {
    var ranges: [ValueRange] = []
    for (index, segment) in network.segments.enumerated() {
      guard let histogram = histograms[network.segments[segment.sharesQuantisationWith ?? index].value], index > 0
      else {
        ranges.append(ValueRange(low: 0, high: 255))
        continue
      }
      guard histogram.minimum.isFinite, histogram.maximum.isFinite else {
        throw .badData(
          "tensor '\(segment.name)' became infinite or NaN on the calibration frames; check the float model")
      }
      ranges.append(ValueRange(histogram, method: method))
    }
    return ranges
  }
}
