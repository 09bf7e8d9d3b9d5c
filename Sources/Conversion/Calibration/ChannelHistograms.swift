/// What a tensor held on the calibration frames: a histogram for each of its channels.
struct ChannelHistograms {
  private(set) var channels: [ValueHistogram]

  init(channels: Int) { self.channels = [ValueHistogram](repeating: ValueHistogram(), count: channels) }

  /// - Parameter values: [channels][pixels]
  mutating func add(_ values: UnsafeBufferPointer<Float>, threads: Int) {
    let plane = values.count / max(channels.count, 1)
    channels.withUnsafeMutableBufferPointer { channels in
      nonisolated(unsafe) let channels = channels
      Parallel.forEach(channels.count, threads: threads) { c, _ in
        channels[c].add(UnsafeBufferPointer(rebasing: values[c * plane..<(c + 1) * plane]))
      }
    }
  }

  /// All channels as one.
  var whole: ValueHistogram {
    var whole = ValueHistogram()
    for channel in channels { whole.add(channel) }
    return whole
  }

  var isFinite: Bool { channels.allSatisfy { $0.minimum.isFinite && $0.maximum.isFinite } }
}
