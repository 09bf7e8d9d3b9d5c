import Dataset

/// A labelled photo and the masks of both networks. Masks and labels have the labels' size.
public struct ComparedFrame: Sendable {
  /// The photo's file name.
  public var name: String
  /// The decoded photo.
  public var photo: RGBImage
  /// Indices of the model's classes; 255 is ignored.
  public var truth: LabelMap
  /// Indices of the model's classes.
  public var float, int8: LabelMap

  public init(name: String, photo: RGBImage, truth: LabelMap, float: LabelMap, int8: LabelMap) {
    self.name = name
    self.photo = photo
    self.truth = truth
    self.float = float
    self.int8 = int8
  }
}
