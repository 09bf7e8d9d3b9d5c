/// Where the samples of a YUV or grey frame lie in memory, in the order in which `YUVDecoding` reads them.
@safe
struct YUVSamples {
  /// One kind of sample: the first one, the bytes from one to the next on its right, and from one row to the next.
  @safe
  struct Row {
    let start: UnsafePointer<UInt8>
    let step, stride: Int

    init(start: UnsafePointer<UInt8>, step: Int, stride: Int) {
      unsafe self.start = unsafe start
      self.step = step
      self.stride = stride
    }

    func row(_ y: Int) -> UnsafePointer<UInt8> { unsafe start + y * stride }
    func moved(x: Int, y: Int) -> Row { unsafe Row(start: start + y * stride + x * step, step: step, stride: stride) }
  }

  var luma, u, v: Row
  /// How many pixels share a chroma sample across and down, as powers of two.
  var shiftX, shiftY: Int
  var isGrey: Bool

  /// The frame without its first x columns and y rows, which are a whole number of chroma samples.
  func moved(x: Int, y: Int) -> YUVSamples {
    var moved = self
    moved.luma = luma.moved(x: x, y: y)
    moved.u = u.moved(x: x >> shiftX, y: y >> shiftY)
    moved.v = v.moved(x: x >> shiftX, y: y >> shiftY)
    return moved
  }
}

extension YUVLayout {
  /// The samples of a frame whose planes lie apart.
  func samples(_ planes: FramePlanes) -> YUVSamples {
    YUVSamples(
      luma: planes.samples(luma), u: planes.samples(u), v: planes.samples(v), shiftX: shiftX, shiftY: shiftY,
      isGrey: isGrey)
  }

  /// The samples of a frame in one piece.
  func samples(_ bytes: UnsafePointer<UInt8>) -> YUVSamples {
    func row(_ plane: Plane) -> YUVSamples.Row {
      unsafe YUVSamples.Row(start: bytes + plane.offset, step: plane.step, stride: plane.stride)
    }
    return YUVSamples(luma: row(luma), u: row(u), v: row(v), shiftX: shiftX, shiftY: shiftY, isGrey: isGrey)
  }
}
