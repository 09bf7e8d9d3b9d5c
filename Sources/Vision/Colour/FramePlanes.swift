/// Where a raw frame lies in memory: the first byte of each of its planes, and bytes from one of its rows to the next.
///
/// Whoever makes one says that the memory is there as long as it is used.
@safe
public struct FramePlanes {
  /// As many as the format has planes; what stands in the places of the others is not looked at.
  public var starts: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, UnsafePointer<UInt8>)
  public var strides: (Int, Int, Int)

  public init(
    _ starts: (UnsafePointer<UInt8>, UnsafePointer<UInt8>, UnsafePointer<UInt8>), strides: (Int, Int, Int)
  ) {
    unsafe self.starts = unsafe starts
    self.strides = strides
  }

  /// Planes one after the other without a gap, the first at `start`.
  public init(_ format: RawFormat, of size: PictureSize, at start: UnsafePointer<UInt8>) {
    var next = unsafe start
    unsafe self.init((start, start, start), strides: (0, 0, 0))
    for index in 0..<format.planeCount {
      let plane = format.plane(index, size)
      unsafe set(index, next, stride: plane.rowBytes)
      unsafe next += plane.rowBytes * plane.rows
    }
  }

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

  /// Where a kind of sample is.
  func samples(_ plane: YUVLayout.Plane) -> YUVSamples.Row {
    switch plane.plane {
    case 0: unsafe YUVSamples.Row(start: starts.0 + plane.first, step: plane.step, stride: strides.0)
    case 1: unsafe YUVSamples.Row(start: starts.1 + plane.first, step: plane.step, stride: strides.1)
    default: unsafe YUVSamples.Row(start: starts.2 + plane.first, step: plane.step, stride: strides.2)
    }
  }
}
