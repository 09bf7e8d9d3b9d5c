/// An int8 activation tensor, NHWC with a halo: real = scale · (q - zeroPoint), or channelScales[c] · (q - zeroPoint).
///
///     row      (width + 2 · halo) pixels
///     pixel    channelStride bytes, of which `channels` mean something
///     tensor   (height + 2 · halo) rows at arenaOffset
///
/// A tensor with residuals has twice the channel stride: after a pixel's values come their residuals, which are what rounding left,
/// in 16ths of the scale: real = scale · (q - zeroPoint + residual / 16) (NUMERICS.md, "Residuals").
public struct Tensor: Equatable {
  public var name: String
  public var height, width, channels: Int
  /// Bytes of one pixel: channels, padded.
  public var channelStride: Int
  /// Pixels on each side that hold the zero point, so that no convolution needs to know its border.
  public var halo: Int
  /// The scale of every channel; where they differ, the largest.
  public var scale: Float
  /// If the channels' scales differ: the offset of Float32 [channels] in the data section. No kernel reads them, because the producer's
  /// factors and the readers' weights contain them.
  public var channelScales: Int?
  public var zeroPoint: Int
  /// Bytes from the arena's start, a multiple of 64.
  public var arenaOffset: Int

  public init(
    name: String, height: Int, width: Int, channels: Int, channelStride: Int, halo: Int, scale: Float,
    channelScales: Int? = nil, zeroPoint: Int, arenaOffset: Int = 0
  ) {
    self.name = name
    self.height = height
    self.width = width
    self.channels = channels
    self.channelStride = channelStride
    self.halo = halo
    self.scale = scale
    self.channelScales = channelScales
    self.zeroPoint = zeroPoint
    self.arenaOffset = arenaOffset
  }

  /// Channels, padded to a multiple of 16: bytes of a pixel's values, or of its residuals.
  public var paddedChannels: Int {
    (channels + ModelFormat.channelBlock - 1) / ModelFormat.channelBlock * ModelFormat.channelBlock
  }
  /// Whether the tensor has residuals.
  public var hasResiduals: Bool { channelStride == 2 * paddedChannels }
  /// The number of int8 values that a reader multiplies for one pixel, without padding.
  public var factors: Int { hasResiduals ? 2 * channels : channels }
  /// Bytes from one row to the next.
  public var rowStride: Int { (width + 2 * halo) * channelStride }
  /// Bytes of the whole tensor, halo and channel padding included.
  public var byteCount: Int { (height + 2 * halo) * rowStride }
  /// Bytes from the tensor's start to pixel (0, 0).
  public var origin: Int { halo * rowStride + halo * channelStride }
  public var arenaRange: Range<Int> { arenaOffset..<arenaOffset + byteCount }
}

extension Tensor {
  init(_ reader: inout FieldReader, _ strings: inout StringReader) {
    name = strings.read(&reader)
    height = reader.int()
    width = reader.int()
    channels = reader.int()
    channelStride = reader.int()
    halo = reader.int()
    scale = reader.f32()
    let scales = reader.u32()
    channelScales = scales == .max ? nil : Int(scales)
    zeroPoint = reader.signed()
    arenaOffset = reader.int()
  }

  func write(to writer: inout FieldWriter, _ strings: inout StringWriter) {
    strings.write(name, to: &writer)
    for value in [height, width, channels, channelStride, halo] { writer.int(value) }
    writer.f32(scale)
    writer.u32(channelScales.map { UInt32(truncatingIfNeeded: $0) } ?? .max)
    writer.signed(zeroPoint)
    writer.int(arenaOffset)
  }
}
