import FloatReference

/// The values of a tensor on the calibration frames: a histogram for each of its channels.
package struct ChannelHistograms {
  package private(set) var channels: [ValueHistogram]

  init(channels: Int) { self.channels = [ValueHistogram](repeating: ValueHistogram(), count: channels) }

  /// - Parameters:
  ///   - values: [channels][pixels]
  ///   - plane: how many pixels a channel has
  ///   - first: the channel of the tensor with which the values begin
  mutating func add(_ values: UnsafeBufferPointer<Float>, plane: Int, first: Int, threads: Int) {
    channels.withUnsafeMutableBufferPointer { channels in
      nonisolated(unsafe) let channels = channels
      Parallel.forEach(values.count / max(plane, 1), threads: threads) { c, _ in
        channels[first + c].add(UnsafeBufferPointer(rebasing: values[c * plane..<(c + 1) * plane]))
      }
    }
  }

  mutating func widen(by share: Double) { for index in channels.indices { channels[index].widen(by: share) } }

  /// One histogram of all channels.
  package var whole: ValueHistogram {
    var whole = ValueHistogram()
    for channel in channels { whole.add(channel) }
    return whole
  }

  var isFinite: Bool { channels.allSatisfy { $0.minimum.isFinite && $0.maximum.isFinite } }
}
