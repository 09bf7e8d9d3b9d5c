import FloatReference
import Quantisation

/// The errors of one tensor, summed over frames.
public struct TensorTally: Sendable {
  /// The noise with everything quantised, against float.
  public internal(set) var all = NoiseMeter()
  /// The range of each channel in the float network.
  public private(set) var channels: [ChannelRange]
  /// The squared errors that this layer alone makes: by its 8-bit weights; and below, by clipping, and by rounding the other values.
  public private(set) var weights = 0.0
  public private(set) var clipping = 0.0
  public private(set) var rounding = 0.0
  /// How many values were counted; and below, how many of them lay outside the range.
  public private(set) var count = 0
  public private(set) var clipped = 0

  init(channels: Int) { self.channels = [ChannelRange](repeating: ChannelRange(), count: channels) }

  /// The share of values outside the range.
  public var clipRate: Double { count == 0 ? 0 : Double(clipped) / Double(count) }
  /// The tensor's own squared error, from float inputs.
  public var own: Double { weights + clipping + rounding }

  /// - Parameters:
  ///   - float: [channels][pixels], as the float network computes them
  ///   - exact: as the quantised weights compute them, not rounded
  ///   - rounded: `exact`, rounded by `quantisation`
  mutating func add(float: [Float], exact: [Float], rounded: [Float], _ quantisation: SegmentQuantisation) {
    let plane = float.count / channels.count
    float.withUnsafeBufferPointer { float in
      exact.withUnsafeBufferPointer { exact in
        rounded.withUnsafeBufferPointer { rounded in
          for c in channels.indices {
            let range = quantisation.range(ofChannel: c)
            add(channel: c, c * plane..<(c + 1) * plane, float, exact, rounded, range)
          }
        }
      }
    }
    count += float.count
  }

  private mutating func add(
    channel: Int, _ places: Range<Int>, _ float: UnsafeBufferPointer<Float>, _ exact: UnsafeBufferPointer<Float>,
    _ rounded: UnsafeBufferPointer<Float>, _ range: ClosedRange<Double>
  ) {
    // values up to half a step outside are rounded to the end of the range, and not clipped
    let half = (range.upperBound - range.lowerBound) / 510
    let inside = Float(range.lowerBound - half)...Float(range.upperBound + half)
    var extent = channels[channel]
    var (weights, clipping, rounding, clipped) = (0.0, 0.0, 0.0, 0)
    for index in places {
      extent.low = min(extent.low, float[index])
      extent.high = max(extent.high, float[index])
      let ofWeights = Double(exact[index] - float[index])
      let ofRounding = Double(rounded[index] - exact[index])
      weights += ofWeights * ofWeights
      if inside.contains(exact[index]) {
        rounding += ofRounding * ofRounding
      } else {
        clipping += ofRounding * ofRounding
        clipped += 1
      }
    }
    channels[channel] = extent
    self.weights += weights
    self.clipping += clipping
    self.rounding += rounding
    self.clipped += clipped
  }
}
