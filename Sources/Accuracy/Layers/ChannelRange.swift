/// The float values that a channel of a tensor held.
public struct ChannelRange: Equatable, Sendable {
  public internal(set) var low = Float.infinity
  public internal(set) var high = -Float.infinity

  /// The largest absolute value.
  public var peak: Double { low > high ? 0 : Double(max(abs(low), abs(high))) }
  /// The largest value minus the smallest.
  public var width: Double { low > high ? 0 : Double(high) - Double(low) }
}
