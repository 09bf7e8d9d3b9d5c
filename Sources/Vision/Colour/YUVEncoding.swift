/// Turns RGB into YUV 4:2:0, in fixed point with 16 bits of fraction. Chroma samples lie in the middle of their four pixels, as in
/// Y4M's 420jpeg.
public struct YUVEncoding: Sendable {
  private let ofY, ofU, ofV: (red: Int32, green: Int32, blue: Int32)
  private let black: Int32

  public init(_ colour: YUVColour = YUVColour()) {
    black = colour.black
    let red = colour.redWeight
    let blue = colour.blueWeight
    func fixed(_ value: Double) -> Int32 { Int32((value * 65536).rounded()) }
    let luma = colour.lumaSteps / 255
    let u = colour.chromaSteps / 255 / (2 * (1 - blue))
    let v = colour.chromaSteps / 255 / (2 * (1 - red))
    let green = 1 - red - blue
    ofY = (fixed(red * luma), fixed(green * luma), fixed(blue * luma))
    ofU = (fixed(-red * u), fixed(-green * u), fixed((1 - blue) * u))
    ofV = (fixed((1 - red) * v), fixed(-green * v), fixed(-blue * v))
  }

  /// - Parameters:
  ///   - rgb: [size.height][size.width][3].
  ///   - out: the planes of `YUVLayout.planar(size, shiftX: 1, shiftY: 1)`.
  public func encode(_ rgb: UnsafePointer<UInt8>, of size: PictureSize, into out: UnsafeMutablePointer<UInt8>) {
    for pixel in 0..<size.pixels {
      unsafe out[pixel] = unsafe sample(rgb + 3 * pixel, ofY, offset: black)
    }
    let columns = (size.width + 1) / 2
    let u = unsafe out + size.pixels
    let v = unsafe u + columns * ((size.height + 1) / 2)
    for y in 0..<(size.height + 1) / 2 {
      let upper = unsafe rgb + 2 * y * size.width * 3
      let lower = unsafe rgb + min(2 * y + 1, size.height - 1) * size.width * 3
      for x in 0..<columns {
        let left = 6 * x
        let right = min(2 * x + 1, size.width - 1) * 3
        // sums of four pixels: two bits more than a byte
        let red = unsafe sum(upper[left], upper[right], lower[left], lower[right])
        let green = unsafe sum(upper[left + 1], upper[right + 1], lower[left + 1], lower[right + 1])
        let blue = unsafe sum(upper[left + 2], upper[right + 2], lower[left + 2], lower[right + 2])
        unsafe u[y * columns + x] = chroma(red, green, blue, ofU)
        unsafe v[y * columns + x] = chroma(red, green, blue, ofV)
      }
    }
  }

  private typealias Weights = (red: Int32, green: Int32, blue: Int32)

  private func sample(_ pixel: UnsafePointer<UInt8>, _ weights: Weights, offset: Int32) -> UInt8 {
    let sum =
      unsafe weights.red &* Int32(pixel[0]) &+ weights.green &* Int32(pixel[1]) &+ weights.blue &* Int32(pixel[2])
    return UInt8(truncatingIfNeeded: (sum &+ (offset << 16) &+ 32768) >> 16)
  }

  private func sum(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> Int32 {
    Int32(a) &+ Int32(b) &+ Int32(c) &+ Int32(d)
  }

  private func chroma(_ red: Int32, _ green: Int32, _ blue: Int32, _ weights: Weights) -> UInt8 {
    let sum = weights.red &* red &+ weights.green &* green &+ weights.blue &* blue
    // with full range the purest blue and red would be 256
    return UInt8(truncatingIfNeeded: min((sum &+ (128 << 18) &+ (1 << 17)) >> 18, 255))
  }
}
