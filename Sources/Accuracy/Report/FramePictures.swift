import Dataset
import Model
import Vision

/// The pictures of one frame, small enough for a web page.
struct FramePictures {
  struct Item {
    var name: String
    var picture: RGBImage
    var isPhoto = false
  }

  /// The largest width in pixels.
  private static let widest = 480

  private let photo: RGBImage
  private let truth, float, int8: LabelMap
  private let colours: [RGBColour]

  init(_ frame: ComparedFrame, _ classes: [ModelClass]) throws(VisionError) {
    let width = min(frame.truth.width, FramePictures.widest)
    let height = max(1, (frame.truth.height * width + frame.truth.width / 2) / frame.truth.width)
    let size = PictureSize(width: width, height: height)
    photo = try frame.photo.resampled(to: size)
    truth = try frame.truth.enlarged(to: size)
    float = try frame.float.enlarged(to: size)
    int8 = try frame.int8.enlarged(to: size)
    colours = classes.map { RGBColour($0.red, $0.green, $0.blue) }
  }

  var all: [Item] {
    [
      Item(name: "photo", picture: photo, isPhoto: true), Item(name: "truth", picture: truth.shown(colours)),
      Item(name: "float", picture: float.shown(colours)), Item(name: "int8", picture: int8.shown(colours)),
      Item(name: "where they differ", picture: difference),
    ]
  }

  /// The photo in pale grey, with colours where the masks differ: red where only float is right, green where only int8 is right, amber
  /// elsewhere. The page's style has the same colours.
  private var difference: RGBImage {
    var picture = photo
    for index in float.indices.indices {
      let pixel = 3 * index
      let sum = Int(photo.pixels[pixel]) + Int(photo.pixels[pixel + 1]) + Int(photo.pixels[pixel + 2])
      let grey = UInt8(150 + sum * 90 / 765)
      for c in 0..<3 { picture.pixels[pixel + c] = grey }
    }
    for index in float.indices.indices where float.indices[index] != int8.indices[index] {
      let colour =
        float.indices[index] == truth.indices[index]
        ? RGBColour(200, 30, 45)
        : int8.indices[index] == truth.indices[index] ? RGBColour(15, 135, 75) : RGBColour(235, 160, 20)
      picture.paint(colour, around: index)
    }
    return picture
  }
}

extension RGBImage {
  /// Colours a pixel and its neighbours, because a single pixel would not be seen.
  fileprivate mutating func paint(_ colour: RGBColour, around index: Int) {
    let (row, column) = index.quotientAndRemainder(dividingBy: width)
    for y in max(row - 1, 0)...min(row + 1, height - 1) {
      for x in max(column - 1, 0)...min(column + 1, width - 1) {
        let pixel = 3 * (y * width + x)
        (pixels[pixel], pixels[pixel + 1], pixels[pixel + 2]) = (colour.red, colour.green, colour.blue)
      }
    }
  }
}
