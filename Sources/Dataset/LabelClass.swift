/// One class of a data set or of a palette: an entry of classes.json.
public struct LabelClass: Codable, Equatable, Sendable {
  /// The value of the class in label files; 255 is ignored.
  public var index: Int
  public var name: String
  /// Its colour in coloured masks.
  public var colour: RGBColour
  /// The class's share of all labelled pixels, 0 to 1; nil where nothing was counted.
  public var share: Double?

  public init(index: Int, name: String, colour: RGBColour, share: Double? = nil) {
    self.index = index
    self.name = name
    self.colour = colour
    self.share = share
  }
}
