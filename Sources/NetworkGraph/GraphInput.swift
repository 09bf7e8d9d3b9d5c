/// The one input of a graph: a frame of floats in the order channels, height, width. Its value id is 0.
public struct GraphInput: Equatable, Sendable {
  public var name: String
  public var channels: Int
  public var height: Int
  public var width: Int
  /// Whether the file's input has bytes (uint8): these are the pixels, 0 to 255.
  public var isBytes = false

  public init(name: String, channels: Int, height: Int, width: Int) {
    self.name = name
    self.channels = channels
    self.height = height
    self.width = width
  }

  public var shape: Shape { Shape(channels: channels, height: height, width: width) }
}
