import Randomness

/// Street scenes that the project draws itself: a drive, frame by frame, with the class of every pixel.
///
/// Each frame depends only on its number and the settings, and all arithmetic is integer or plain IEEE-754. So the bytes are the same on
/// every machine, and several threads can draw frames in any order.
public struct SceneGenerator: Sendable {
  public let seed: UInt64
  /// The size of the frames in pixels.
  public let width: Int
  public let height: Int
  /// After how many frames the drive goes on in another street; nil: it stays in one.
  public let framesPerStreet: Int?
  /// Metres that the camera moves from one frame to the next.
  public let step: Double

  /// - Throws: `DatasetError` (`usage`) for a size outside 32 ... 4096, no frames for a street or a step outside 0 ... 100.
  public init(
    seed: UInt64, width: Int, height: Int, framesPerStreet: Int?, step: Double
  ) throws(DatasetError) {
    guard (32...4096).contains(width), (32...4096).contains(height) else {
      throw DatasetError(.usage, "scenes of \(width)x\(height): each side must be 32 to 4096 pixels")
    }
    guard framesPerStreet.map({ $0 > 0 }) ?? true else {
      throw DatasetError(.usage, "a street needs at least one frame")
    }
    guard (0...100).contains(step) else { throw DatasetError(.usage, "a step of \(step) m: it must be 0 to 100") }
    self.seed = seed
    self.width = width
    self.height = height
    self.framesPerStreet = framesPerStreet
    self.step = step
  }

  /// Frame `index` (0, 1, ...): the photo and the class of each of its pixels.
  ///
  /// - Precondition: `index` is not negative.
  public func frame(_ index: Int) -> (photo: RGBImage, mask: LabelMap) {
    precondition(index >= 0, "frames are counted from 0")
    let drive = framesPerStreet.map { index / $0 } ?? 0
    let place = framesPerStreet.map { index % $0 } ?? index
    var random = SplitMix64(seed: seed, 0, drive)
    let street = Street(seed: random.next())
    let renderer = SceneRenderer(
      street: street, start: random.uniform(0, 2000), travelled: Double(place) * step, width: width, height: height)
    renderer.draw()
    return (renderer.canvas.photo(street.light, noiseSeed: seed &+ UInt64(index)), renderer.canvas.mask())
  }
}
