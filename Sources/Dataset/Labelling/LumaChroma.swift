/// Colours as JPEG stores them (JFIF 1.02: luma Y, chroma Cb and Cr around 0), in levels of 0 ... 255, with the luma
/// stretched so that squared distances count it `lumaWeight` times.
///
/// A JPEG of a mask keeps luma at every pixel and chroma at every fourth (4:2:0), so along an edge only the luma is that of the pixel
/// itself.
enum LumaChroma {
  /// Measured on CamVid's pairs: 2 to 4 recovers the most labels. With less, smeared chroma decides; with more, noise does.
  static let lumaWeight: Float = 2

  static func convert(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> SIMD3<Float> {
    let (r, g, b) = (Float(red), Float(green), Float(blue))
    let luma = 0.299 * r + 0.587 * g + 0.114 * b
    return SIMD3(lumaWeight.squareRoot() * luma, (b - luma) * 0.564, (r - luma) * 0.713)
  }

  @inline(__always)
  static func squaredDistance(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float {
    let d = a - b
    return d.x * d.x + d.y * d.y + d.z * d.z
  }
}
