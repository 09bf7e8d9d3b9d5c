/// The picture that is drawn: colour, nearness and class of four samples for each pixel.
final class SceneCanvas {
  /// Samples for each pixel in each direction; they smooth the photo's edges.
  static let oversampling = 2

  /// Columns and rows of samples.
  let columns: Int
  let rows: Int
  var colours: [SceneColour]
  var classes: [UInt8]
  /// 1 / z of what each sample shows; 0 where nothing has been drawn.
  var nearness: [Float]
  /// The air's colour, and the distance at which it hides half of a thing.
  let haze: SceneColour
  let hazeDistance: Float

  init(width: Int, height: Int, haze: SceneColour, hazeDistance: Float) {
    columns = width * Self.oversampling
    rows = height * Self.oversampling
    colours = Array(repeating: SceneColour(grey: 0), count: columns * rows)
    classes = Array(repeating: StreetClass.void.rawValue, count: columns * rows)
    nearness = Array(repeating: 0, count: columns * rows)
    self.haze = haze
    self.hazeDistance = hazeDistance
  }

  /// A colour as it looks through `z` metres of air.
  func hazed(_ colour: SceneColour, _ z: Float) -> SceneColour {
    let ratio = z / hazeDistance
    return colour.mixed(haze, ratio * ratio / (1 + ratio * ratio))
  }
}
