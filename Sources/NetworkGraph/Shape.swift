/// The size of one value of a graph: a tensor of one frame, in the order channels, height, width (CHW).
public struct Shape: Equatable, Hashable, Sendable, CustomStringConvertible {
  public var channels: Int
  public var height: Int
  public var width: Int

  /// No value of a network for a small board is larger. The limit keeps a damaged file from asking for too much memory.
  public static let largestElementCount = 1 << 28
  public static let largestChannelCount = 1 << 16

  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// channels x height x width; it cannot overflow for a shape that `isUsable`.
  public var elementCount: Int { channels * height * width }

  /// height x width, in elements.
  public var planeCount: Int { height * width }

  /// Whether every extent is at least 1, and the number of channels and of elements is within the limits above.
  public var isUsable: Bool {
    guard 1...Shape.largestChannelCount ~= channels, height >= 1, width >= 1 else { return false }
    let plane = height.multipliedReportingOverflow(by: width)
    if plane.overflow { return false }
    let all = plane.partialValue.multipliedReportingOverflow(by: channels)
    return !all.overflow && all.partialValue <= Shape.largestElementCount
  }

  public var description: String { "\(channels)x\(height)x\(width)" }
}
