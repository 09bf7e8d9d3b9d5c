/// Where the samples of a YUV or grey frame lie: 8 bits each, rows from top to bottom, no padding.
///
/// The sizes of chroma planes are rounded up, so that the last column or row of an odd frame has samples of its own.
public struct YUVLayout: Equatable, Sendable {
  /// One kind of sample: the offset of the first one, the bytes from one to the next on its right, and from one row to the next.
  public struct Plane: Equatable, Sendable {
    public var offset, step, stride: Int
    /// For planes that lie apart in memory: the index of the plane, and the offset of the first sample in it.
    var plane = 0
    var first = 0
  }

  public var size: PictureSize
  public var luma: Plane
  /// Equal to `luma` where there is no colour.
  public var u, v: Plane
  /// How many pixels share a chroma sample across and down, as powers of two.
  public var shiftX, shiftY: Int
  public var isGrey: Bool
  public var byteCount: Int

  public static func grey(_ size: PictureSize) -> YUVLayout {
    let luma = Plane(offset: 0, step: 1, stride: size.width)
    return YUVLayout(
      size: size, luma: luma, u: luma, v: luma, shiftX: 0, shiftY: 0, isGrey: true, byteCount: size.pixels)
  }

  /// Three planes: all Y, then all U, then all V.
  public static func planar(_ size: PictureSize, shiftX: Int, shiftY: Int) -> YUVLayout {
    let columns = (size.width + (1 << shiftX) - 1) >> shiftX
    let samples = columns * ((size.height + (1 << shiftY) - 1) >> shiftY)
    return YUVLayout(
      size: size, luma: Plane(offset: 0, step: 1, stride: size.width),
      u: Plane(offset: size.pixels, step: 1, stride: columns, plane: 1),
      v: Plane(offset: size.pixels + samples, step: 1, stride: columns, plane: 2), shiftX: shiftX, shiftY: shiftY,
      isGrey: false, byteCount: size.pixels + 2 * samples)
  }

  /// All Y, then pairs U V (NV12) or V U (NV21), half as many across and down.
  public static func semiPlanar(_ size: PictureSize, uFirst: Bool) -> YUVLayout {
    let pairs = (size.width + 1) / 2
    let (u, v) = uFirst ? (0, 1) : (1, 0)
    return YUVLayout(
      size: size, luma: Plane(offset: 0, step: 1, stride: size.width),
      u: Plane(offset: size.pixels + u, step: 2, stride: 2 * pairs, plane: 1, first: u),
      v: Plane(offset: size.pixels + v, step: 2, stride: 2 * pairs, plane: 1, first: v), shiftX: 1, shiftY: 1,
      isGrey: false, byteCount: size.pixels + 2 * pairs * ((size.height + 1) / 2))
  }

  /// Two pixels in four bytes: Y U Y V (YUYV) or U Y V Y (UYVY).
  public static func packed(_ size: PictureSize, lumaFirst: Bool) -> YUVLayout {
    let stride = (size.width + 1) / 2 * 4
    let (luma, chroma) = lumaFirst ? (0, 1) : (1, 0)
    return YUVLayout(
      size: size, luma: Plane(offset: luma, step: 2, stride: stride, first: luma),
      u: Plane(offset: chroma, step: 4, stride: stride, first: chroma),
      v: Plane(offset: chroma + 2, step: 4, stride: stride, first: chroma + 2),
      shiftX: 1, shiftY: 0, isGrey: false, byteCount: stride * size.height)
  }
}
