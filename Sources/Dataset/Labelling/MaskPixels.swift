/// A decoded mask from which labels are made: for every pixel its colour, the number of the palette's colour that it is taken for, and
/// whether that is certain.
///
/// A margin round the picture repeats its border, so that neighbours need no bounds checks.
struct MaskPixels {
  /// The margin's width in pixels: no neighbour that is used is farther away.
  static let margin = 4

  /// How far a clean pixel may be from its palette colour, in levels. The noise of a JPEG of quality 90 stays below 12.
  static let cleanDistance: Float = 30

  let palette: [SIMD3<Float>]
  let width: Int
  let height: Int
  /// Pixels from one row to the next.
  let stride: Int
  var colours: [SIMD3<Float>]
  var numbers: [UInt8]
  /// Whether a pixel's 3 x 3 neighbourhood agrees with it and its colour is one of the palette's. The margin is not clean.
  var isClean: [Bool]
  /// The number that a pixel must not get, because it only looks so where its neighbours blend; -1 where there is none.
  var barred: [Int16]

  /// Gives every pixel its nearest colour in `LumaChroma`, the first among equals.
  init(_ mask: RGBImage, palette: [SIMD3<Float>]) {
    self.palette = palette
    (width, height) = (mask.width, mask.height)
    stride = mask.width + 2 * Self.margin
    let count = stride * (height + 2 * Self.margin)
    colours = [SIMD3<Float>](repeating: .zero, count: count)
    numbers = [UInt8](repeating: 0, count: count)
    isClean = [Bool](repeating: false, count: count)
    barred = [Int16](repeating: -1, count: count)
    var distances = [Float](repeating: 0, count: count)
    fill(mask, &distances)
    findClean(distances)
  }

  /// The palette numbers of the picture without its margin.
  var inner: [UInt8] {
    var inner: [UInt8] = []
    inner.reserveCapacity(width * height)
    for y in 0..<height { inner += numbers[index(0, y)..<index(0, y) + width] }
    return inner
  }

  func index(_ x: Int, _ y: Int) -> Int { (y + Self.margin) * stride + x + Self.margin }

  private mutating func fill(_ mask: RGBImage, _ distances: inout [Float]) {
    var last: (red: UInt8, green: UInt8, blue: UInt8)?
    var (colour, number, distance) = (SIMD3<Float>.zero, UInt8(0), Float(0))
    mask.pixels.withUnsafeBufferPointer { pixels in
      for row in 0..<height + 2 * Self.margin {
        let source = min(max(row - Self.margin, 0), height - 1) * width
        for column in 0..<stride {
          let pixel = 3 * (source + min(max(column - Self.margin, 0), width - 1))
          let rgb = (red: pixels[pixel], green: pixels[pixel + 1], blue: pixels[pixel + 2])
          if last.map({ $0 != rgb }) ?? true {
            colour = LumaChroma.convert(rgb.red, rgb.green, rgb.blue)
            (number, distance) = nearest(colour)
            last = rgb
          }
          colours[row * stride + column] = colour
          numbers[row * stride + column] = number
          distances[row * stride + column] = distance
        }
      }
    }
  }

  private func nearest(_ colour: SIMD3<Float>) -> (number: UInt8, distance: Float) {
    var nearest = 0
    var least = Float.infinity
    for index in palette.indices {
      let distance = LumaChroma.squaredDistance(colour, palette[index])
      if distance < least { (nearest, least) = (index, distance) }
    }
    return (UInt8(nearest), least)
  }

  private mutating func findClean(_ distances: [Float]) {
    for y in 0..<height {
      for centre in index(0, y)..<index(0, y) + width where distances[centre] < Self.cleanDistance * Self.cleanDistance
      {
        let number = numbers[centre]
        var isClean = true
        for row in -1...1 {
          let middle = centre + row * stride
          isClean =
            isClean && numbers[middle - 1] == number && numbers[middle] == number && numbers[middle + 1] == number
        }
        self.isClean[centre] = isClean
      }
    }
  }
}
