import Vision

/// The layout of raw frames whose rows are longer than their pixels, or whose planes do not follow each other at once. Cameras and
/// graphics memory pad rows to 32 or 64 bytes, and planes to whole blocks of rows.
public struct RowPadding: Equatable, Sendable {
  struct Plane: Equatable, Sendable {
    /// In bytes: where the plane begins, the part of a row that holds pixels, and from one row to the next. `rows` counts rows.
    var offset, rowBytes, stride, rows: Int
    var end: Int { offset + stride * (rows - 1) + rowBytes }
  }

  let planes: [Plane]
  /// Bytes of a frame, padding included.
  public let byteCount: Int

  /// - Parameters:
  ///   - stride: bytes from one row of the first plane to the next; planes of half the width have half of it.
  ///   - offsets: where the second and third plane begin, in bytes; nil: where the plane before ends.
  ///   - frameBytes: bytes of a whole frame; nil: up to the last plane's end.
  /// - Returns: nil where the planes do not fit, or overlap.
  public init?(_ format: RawFormat, _ size: PictureSize, stride: Int?, offsets: [Int]?, frameBytes: Int?) {
    let shapes = (0..<format.planeCount).map { format.plane($0, size) }
    let stride = stride ?? shapes[0].rowBytes
    if let offsets, offsets.count != shapes.count - 1 { return nil }
    var planes: [Plane] = []
    var next = 0
    for (index, shape) in shapes.enumerated() {
      let own = shape.isHalf ? stride / 2 : stride
      let offset = index == 0 ? 0 : offsets?[index - 1] ?? next
      guard own >= shape.rowBytes, offset >= (planes.last?.end ?? 0) else { return nil }
      planes.append(Plane(offset: offset, rowBytes: shape.rowBytes, stride: own, rows: shape.rows))
      next = offset + own * shape.rows
    }
    let byteCount = frameBytes ?? next
    guard let last = planes.last, byteCount >= last.end, byteCount <= 1 << 31 else { return nil }
    self.planes = planes
    self.byteCount = byteCount
  }

  /// The planes of a frame that lies at `bytes`.
  func planes(at bytes: UnsafePointer<UInt8>) -> FramePlanes {
    var found = unsafe FramePlanes((bytes, bytes, bytes), strides: (0, 0, 0))
    for (index, plane) in planes.enumerated() { unsafe found.set(index, bytes + plane.offset, stride: plane.stride) }
    return found
  }
}

extension RawFormat {
  /// A hint at options to try, where the stream's length is a whole number of frames with padded rows; else empty.
  func paddingHint(_ size: PictureSize, bytes: Int) -> String {
    let first = plane(0, size)
    for alignment in [16, 32, 64, 128, 256] {
      let stride = (first.rowBytes + alignment - 1) / alignment * alignment
      guard stride > first.rowBytes,
        let padding = RowPadding(self, size, stride: stride, offsets: nil, frameBytes: nil)
      else { continue }
      if bytes % padding.byteCount == 0 { return ", with rows of \(stride) bytes (--stride \(stride))" }
    }
    return ""
  }
}
