import Model

/// The classes' colours and names, drawn in the upper left corner of a frame.
///
/// Each class has a line: a square of its colour, and its name in white on a darkened ground. A letter is 5x8 points, and a point is
/// `scale` x `scale` pixels. What does not fit into the frame is cut off.
public struct Legend {
  private static let lineHeight = 10
  private static let swatch = 7
  /// Points between the square and the name, and round the whole legend.
  private static let gap = 2
  private static let textStart = 2 * gap + swatch

  private let scale: Int
  /// The legend's width in points.
  private var width = 0
  /// Red, green and blue of each class; and below, the letters of its name, followed by a line feed.
  private var colours: [UInt8] = []
  private var text: [UInt8] = []

  /// - Parameter size: the size of the frames.
  public init(_ classes: [ModelClass], for size: PictureSize) {
    scale = size.pointSize
    for each in classes {
      colours.append(each.red)
      colours.append(each.green)
      colours.append(each.blue)
      let start = text.count
      for byte in each.name.utf8 where byte & 0xC0 != 0x80 {  // the first byte of each character
        text.append(Glyphs.codes.contains(byte) ? byte : Glyphs.unknown)
      }
      width = max(width, Legend.textStart + (text.count - start) * Glyphs.advance + Legend.gap - 1)
      text.append(UInt8(ascii: "\n"))
    }
  }

  /// Draws over `rgb`, [height][width][3].
  public func draw(over rgb: UnsafeMutableBufferPointer<UInt8>, of size: PictureSize) {
    precondition(rgb.count == size.rgbBytes)
    let canvas = unsafe Canvas(rgb: rgb, size: size, scale: scale)
    canvas.darken(width: width, height: colours.count / 3 * Legend.lineHeight + Legend.gap)
    var (index, x) = (0, Legend.textStart)
    for letter in text {
      let top = Legend.gap + index * Legend.lineHeight
      if letter != UInt8(ascii: "\n") {
        canvas.draw(letter, x: x, y: top)
        x += Glyphs.advance
        continue
      }
      for point in 0..<Legend.swatch * Legend.swatch {
        canvas.fill(
          x: Legend.gap + point % Legend.swatch, y: top + point / Legend.swatch, colours[3 * index],
          colours[3 * index + 1], colours[3 * index + 2])
      }
      (index, x) = (index + 1, Legend.textStart)
    }
  }
}

/// A frame's pixels, addressed in points of `scale` x `scale` pixels and clipped at the frame's edges.
@safe
private struct Canvas {
  let rgb: UnsafeMutableBufferPointer<UInt8>
  let size: PictureSize
  let scale: Int

  private func forEachPixel(_ xs: Range<Int>, _ ys: Range<Int>, _ body: (Int) -> Void) {
    for y in ys.lowerBound * scale..<max(min(ys.upperBound * scale, size.height), ys.lowerBound * scale) {
      for x in xs.lowerBound * scale..<max(min(xs.upperBound * scale, size.width), xs.lowerBound * scale) {
        body(3 * (y * size.width + x))
      }
    }
  }

  func fill(x: Int, y: Int, _ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    forEachPixel(x..<x + 1, y..<y + 1) { place in
      unsafe rgb[place] = red
      unsafe rgb[place + 1] = green
      unsafe rgb[place + 2] = blue
    }
  }

  /// Keeps a quarter of the light.
  func darken(width: Int, height: Int) {
    forEachPixel(0..<width, 0..<height) { place in
      for channel in 0..<3 { unsafe rgb[place + channel] >>= 2 }
    }
  }

  func draw(_ letter: UInt8, x: Int, y: Int) {
    for column in 0..<Glyphs.width {
      let points = Glyphs.column(column, of: letter)
      for row in 0..<Glyphs.height where points >> row & 1 == 1 { fill(x: x + column, y: y + row, 255, 255, 255) }
    }
  }
}
