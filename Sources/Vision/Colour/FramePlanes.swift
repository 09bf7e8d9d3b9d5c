/// Where a raw frame lies in memory: the first byte of each of its planes, and the bytes from one row to the next in each.
///
/// Whoever makes one guarantees that the memory is there as long as it is used.
@safe
public struct FramePlanes {
  /// As many as the format has planes; the others are never read.
  public var starts: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, UnsafePointer<UInt8>)
  public var strides: (Int, Int, Int)

  public init(
    _ starts: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, UnsafePointer<UInt8>), strides: (Int, Int, Int)
  ) {
    unsafe self.starts = unsafe starts
    self.strides = strides
  }

  /// Planes that follow each other, the first at `start`.
  ///
  /// - Parameter strides: bytes from one row of each plane to the next; 0: without a gap.
  public init(
    _ format: RawFormat, of size: PictureSize, at start: UnsafePointer<UInt8>, strides: (Int, Int, Int) = (0, 0, 0)
  ) {
    var next = unsafe start
    unsafe self.init((start, start, start), strides: strides)
    fillStrides(format, size)
    for index in 0..<format.planeCount {
      unsafe set(index, next, stride: stride(index))
      unsafe next += stride(index) * format.plane(index, size).rows
    }
  }

  /// Replaces strides of 0 by those of rows without gaps.
  public mutating func fillStrides(_ format: RawFormat, _ size: PictureSize) {
    if strides.0 == 0 { strides.0 = format.plane(0, size).rowBytes }
    if strides.1 == 0, format.planeCount > 1 { strides.1 = format.plane(1, size).rowBytes }
    if strides.2 == 0, format.planeCount > 2 { strides.2 = format.plane(2, size).rowBytes }
  }

  /// Bytes from the first byte of the first plane to the last byte of the last one, where planes follow each other.
  public func byteCount(_ format: RawFormat, _ size: PictureSize) -> Int {
    var count = 0
    for index in 0..<format.planeCount {
      let plane = format.plane(index, size)
      let isLast = index == format.planeCount - 1
      count += (plane.rows - (isLast ? 1 : 0)) * stride(index) + (isLast ? plane.rowBytes : 0)
    }
    return count
  }

  /// Bytes from one row of a plane to the next.
  public func stride(_ index: Int) -> Int { index == 0 ? strides.0 : index == 1 ? strides.1 : strides.2 }

  public mutating func set(_ index: Int, _ start: UnsafePointer<UInt8>, stride: Int) {
    switch index {
    case 0:
      unsafe starts.0 = unsafe start
      strides.0 = stride
    case 1:
      unsafe starts.1 = unsafe start
      strides.1 = stride
    default:
      unsafe starts.2 = unsafe start
      strides.2 = stride
    }
  }

  /// Where the samples of one kind lie.
  func samples(_ plane: YUVLayout.Plane) -> YUVSamples.Row {
    switch plane.plane {
    case 0: unsafe YUVSamples.Row(start: starts.0 + plane.first, step: plane.step, stride: strides.0)
    case 1: unsafe YUVSamples.Row(start: starts.1 + plane.first, step: plane.step, stride: strides.1)
    default: unsafe YUVSamples.Row(start: starts.2 + plane.first, step: plane.step, stride: strides.2)
    }
  }
}
