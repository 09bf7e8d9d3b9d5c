import Calibration

extension Calibration {
  /// One quantisation for each segment, by a method that uses only the tensor's own values.
  package func quantisations(_ method: CalibrationMethod) -> [SegmentQuantisation] {
    network.segments.indices.map { index in
      guard let histograms = histograms[network.quantisedAs(index)] else {
        return SegmentQuantisation(frame: network.normalisation)
      }
      return SegmentQuantisation(
        ValueRange(histograms.whole, method: method), channels: network.segments[index].shape.channels)
    }
  }
}
