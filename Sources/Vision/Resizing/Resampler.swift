/// Resizes pictures of one size to another, with the bytes of Pillow's `Image.resize(BILINEAR)`. A picture is red, green and blue, or
/// a plane of one byte a pixel.
///
///     frame [height][width][channels] UInt8 -> across, rounded to 8 bits -> down, rounded to 8 bits -> model's size
///
/// Arithmetic is in integers with weights of 22 bits, so every machine gives the same bytes (NUMERICS.md, "Frames"). The pass across
/// always comes first, as in Pillow up to 12. Pillow 13 goes down first where that is less work, which rounds differently in frames
/// that shrink more in height than in width. `init` places every buffer; resampling cannot fail.
public struct Resampler: ~Copyable {
  public let source, target: PictureSize
  /// Bytes of a pixel: 3, or 1.
  let channels: Int
  let across, down: ResampleAxis
  /// The source's rows at the target's width; unused where the widths are equal.
  let narrowed: Buffer<UInt8>
  /// One row of the target: its sums, and below the bytes that they round to.
  let sums: Buffer<Int32>
  let row: Buffer<UInt8>

  /// - Parameter channels: 3, or 1.
  public init(from source: PictureSize, to target: PictureSize, channels: Int = 3) throws(VisionError) {
    precondition(channels == 3 || channels == 1)
    let across = try ResampleAxis(inputs: source.width, outputs: target.width)
    let down = try ResampleAxis(inputs: source.height, outputs: target.height)
    let narrows = source.width != target.width
    let narrowed = try Buffer<UInt8>(count: narrows ? source.height * target.width * channels : 0)
    let sums = try Buffer<Int32>(count: target.width * channels)
    let row = try Buffer<UInt8>(count: target.width * channels)

    self.source = source
    self.target = target
    self.channels = channels
    self.across = across
    self.down = down
    self.narrowed = narrowed
    self.sums = sums
    self.row = row
  }

  /// Writes q = p - 128 of red, green and blue, or of the grey of each pixel, as the first layer reads them; the other bytes of a pixel
  /// become 0.
  ///
  /// - Parameters:
  ///   - rgb: the source, [height][width][3].
  ///   - rowBytes: bytes from one row of `rgb` to the next, where it is part of a wider picture.
  ///   - tensor: pixel (0, 0) of the target. Nothing outside the target's pixels is written.
  ///   - rowStride: bytes from one row of `tensor` to the next.
  ///   - pixelStride: bytes from one pixel to the next, 3 or more.
  public mutating func resample(
    _ rgb: UnsafeBufferPointer<UInt8>, rowBytes: Int? = nil, into tensor: UnsafeMutablePointer<Int8>, rowStride: Int,
    pixelStride: Int, asGrey: Bool = false
  ) {
    precondition(channels == 3 && pixelStride >= 3)
    let width = target.width
    unsafe forEachRow(of: rgb, rowBytes: rowBytes ?? source.width * 3) { index, bytes in
      var pixel = unsafe tensor + index * rowStride
      for x in 0..<width {
        if asGrey {
          let grey = unsafe Luma.byte(bytes[3 * x], bytes[3 * x + 1], bytes[3 * x + 2])
          unsafe pixel[0] = Int8(bitPattern: grey ^ 0x80)
        } else {
          for channel in 0..<3 { unsafe pixel[channel] = unsafe Int8(bitPattern: bytes[3 * x + channel] ^ 0x80) }
        }
        for channel in (asGrey ? 1 : 3)..<pixelStride { unsafe pixel[channel] = 0 }
        unsafe pixel += pixelStride
      }
    }
  }

  /// Writes q = p - 128 of a plane, one byte for each pixel of `tensor`; the other bytes of the pixels stay.
  mutating func resample(
    plane: UnsafeBufferPointer<UInt8>, rowBytes: Int, into tensor: UnsafeMutablePointer<Int8>, rowStride: Int,
    pixelStride: Int
  ) {
    precondition(channels == 1)
    let width = target.width
    unsafe forEachRow(of: plane, rowBytes: rowBytes) { index, bytes in
      let row = unsafe tensor + index * rowStride
      for x in 0..<width { unsafe row[x * pixelStride] = unsafe Int8(bitPattern: bytes[x] ^ 0x80) }
    }
  }

  /// Writes the pixel bytes p themselves: [target.height][target.width][channels].
  public mutating func resample(_ rgb: UnsafeBufferPointer<UInt8>, into bytes: UnsafeMutableBufferPointer<UInt8>) {
    precondition(bytes.count == target.pixels * channels)
    guard let out = bytes.baseAddress else { return }
    let rowBytes = target.width * channels
    unsafe forEachRow(of: rgb, rowBytes: source.width * channels) { index, row in
      unsafe (out + index * rowBytes).update(from: row, count: rowBytes)
    }
  }
}
