/// Resizes RGB pictures of one size to another, to the byte like Pillow's `Image.resize(BILINEAR)`.
///
///     frame [height][width][3] UInt8 -> across, rounded to 8 bits -> down, rounded to 8 bits -> model's size
///
/// Integer arithmetic with weights of 22 bits, so that every machine gives the same bytes (NUMERICS, Frames). Across
/// always comes first, as in Pillow up to 12; Pillow 13 goes down first where that is less work, which rounds otherwise
/// in frames that shrink more in height than in width. Every buffer is placed by `init`; resampling cannot fail.
public struct Resampler: ~Copyable {
  public let source, target: PictureSize
  let across, down: ResampleAxis
  /// The source's rows at the target's width; not used where the widths are equal.
  let narrowed: Buffer<UInt8>
  /// One row of the target: sums, and what they round to.
  let sums: Buffer<Int32>
  let row: Buffer<UInt8>

  public init(from source: PictureSize, to target: PictureSize) throws(VisionError) {
    let across = try ResampleAxis(inputs: source.width, outputs: target.width)
    let down = try ResampleAxis(inputs: source.height, outputs: target.height)
    let narrows = source.width != target.width
    let narrowed = try Buffer<UInt8>(count: narrows ? source.height * target.width * 3 : 0)
    let sums = try Buffer<Int32>(count: target.width * 3)
    let row = try Buffer<UInt8>(count: target.width * 3)

    self.source = source
    self.target = target
    self.across = across
    self.down = down
    self.narrowed = narrowed
    self.sums = sums
    self.row = row
  }

  /// Writes q = p - 128 of red, green and blue, as the first layer reads them; further bytes of a pixel become 0.
  ///
  /// - Parameters:
  ///   - rgb: the source, [height][width][3].
  ///   - rowBytes: from one row of `rgb` to the next, where it is part of a wider picture.
  ///   - tensor: pixel (0, 0) of the target's size; nothing outside its pixels is touched.
  ///   - rowStride: bytes from one row of `tensor` to the next.
  ///   - pixelStride: bytes from one pixel to the next, 3 or more.
  public mutating func resample(
    _ rgb: UnsafeBufferPointer<UInt8>, rowBytes: Int? = nil, into tensor: UnsafeMutablePointer<Int8>, rowStride: Int,
    pixelStride: Int
  ) {
    precondition(pixelStride >= 3)
    let width = target.width
    unsafe forEachRow(of: rgb, rowBytes: rowBytes ?? source.width * 3) { index, bytes in
      var pixel = unsafe tensor + index * rowStride
      for x in 0..<width {
        for channel in 0..<3 { unsafe pixel[channel] = unsafe Int8(bitPattern: bytes[3 * x + channel] ^ 0x80) }
        for channel in 3..<pixelStride { unsafe pixel[channel] = 0 }
        unsafe pixel += pixelStride
      }
    }
  }

  /// Writes the bytes themselves: [target.height][target.width][3].
  public mutating func resample(_ rgb: UnsafeBufferPointer<UInt8>, into bytes: UnsafeMutableBufferPointer<UInt8>) {
    precondition(bytes.count == target.rgbBytes)
    guard let out = bytes.baseAddress else { return }
    let rowBytes = target.width * 3
    unsafe forEachRow(of: rgb, rowBytes: source.width * 3) { index, row in
      unsafe (out + index * rowBytes).update(from: row, count: rowBytes)
    }
  }
}
