/// The positions of red, green and blue among the bytes of a pixel.
struct PixelPacking {
  let bytes, red, blue: Int

  /// Copies one row to [pixels][3] red, green, blue. With three bytes a pixel, source and target may be the same.
  func copy(_ source: UnsafePointer<UInt8>, to rgb: UnsafeMutablePointer<UInt8>, pixels: Int) {
    if bytes == 3, red == 0 {
      if unsafe source != UnsafePointer(rgb) { unsafe rgb.update(from: source, count: 3 * pixels) }
      return
    }
    var from = unsafe source
    var to = unsafe rgb
    for _ in 0..<pixels {
      let (red, green, blue) = unsafe (from[red], from[1], from[blue])
      unsafe to[0] = red
      unsafe to[1] = green
      unsafe to[2] = blue
      unsafe from += bytes
      unsafe to += 3
    }
  }
}
