/// A height and a width, in elements: the size of a kernel, or its stride.
public struct Extent: Equatable, Hashable, Sendable, CustomStringConvertible {
  public var height: Int
  public var width: Int

  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// height x width.
  public var count: Int { height * width }

  public var description: String { "\(height)x\(width)" }
}
