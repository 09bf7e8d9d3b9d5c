/// What the conversion measured. With 0 frames nothing was measured.
public struct ConversionRecord: Equatable {
  /// Name and version of the program that wrote the file.
  public var tool: String
  /// How ranges were calibrated.
  public var method: String
  public var frames: Int
  /// The share of pixels (0 ... 1) that have the float network's class, over the measured frames.
  public var agreement: Float

  public init(tool: String, method: String, frames: Int, agreement: Float) {
    self.tool = tool
    self.method = method
    self.frames = frames
    self.agreement = agreement
  }
}
