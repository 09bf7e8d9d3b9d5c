/// Where the samples of a YUV or grey frame are in memory, as `YUVDecoding` walks them.
@safe
struct YUVSamples {
  /// One kind of sample: the first one, bytes from one to its right neighbour, and from one row to the next.
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
  /// Pixels that share a chroma sample, across and down, as powers of two.
  var shiftX, shiftY: Int
  var isGrey: Bool

  /// The same frame without its first x columns and y rows, which are whole chroma samples.
  func moved(x: Int, y: Int) -> YUVSamples {
    var moved = self
    moved.luma = luma.moved(x: x, y: y)
    moved.u = u.moved(x: x >> shiftX, y: y >> shiftY)
    moved.v = v.moved(x: x >> shiftX, y: y >> shiftY)
    return moved
  }
}

extension YUVLayout {
  /// In planes that lie where they like.
  func samples(_ planes: FramePlanes) -> YUVSamples {
    YUVSamples(
      luma: planes.samples(luma), u: planes.samples(u), v: planes.samples(v), shiftX: shiftX, shiftY: shiftY,
      isGrey: isGrey)
  }

  /// In one piece.
  func samples(_ bytes: UnsafePointer<UInt8>) -> YUVSamples {
    func row(_ plane: Plane) -> YUVSamples.Row {
      unsafe YUVSamples.Row(start: bytes + plane.offset, step: plane.step, stride: plane.stride)
    }
    return YUVSamples(luma: row(luma), u: row(u), v: row(v), shiftX: shiftX, shiftY: shiftY, isGrey: isGrey)
  }
}
