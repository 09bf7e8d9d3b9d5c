import CAPIHeader

/// Where red, green and blue are in the bytes of a pixel.
struct PixelFormat {
  let bytes, red, green, blue: Int

  /// nil for a value that is not in catseye.h.
  init?(_ format: catseye_pixels) {
    switch format {
    case CATSEYE_RGB24: (bytes, red, green, blue) = (3, 0, 1, 2)
    case CATSEYE_BGR24: (bytes, red, green, blue) = (3, 2, 1, 0)
    case CATSEYE_RGBA32: (bytes, red, green, blue) = (4, 0, 1, 2)
    case CATSEYE_BGRA32: (bytes, red, green, blue) = (4, 2, 1, 0)
    case CATSEYE_GRAY8: (bytes, red, green, blue) = (1, 0, 0, 0)
    default: return nil
    }
  }

  /// One row, to [pixels][3] red, green, blue.
  func copy(_ source: UnsafePointer<UInt8>, to rgb: UnsafeMutablePointer<UInt8>, pixels: Int) {
    if bytes == 3, red == 0 { return unsafe rgb.update(from: source, count: 3 * pixels) }
    var from = unsafe source
    var to = unsafe rgb
    for _ in 0..<pixels {
      unsafe to[0] = unsafe from[red]
      unsafe to[1] = unsafe from[green]
      unsafe to[2] = unsafe from[blue]
      unsafe from += bytes
      unsafe to += 3
    }
  }
}
