import CSystem
import Vision

/// Frames of one size and no header: a stream that ends inside a frame was cut, or is of another size or format.
struct RawReader<Source: ByteSource & ~Copyable>: FrameReader, ~Copyable {
  let size: PictureSize
  let format: RawFormat
  private var input: InputStream<Source>
  private let layout: YUVLayout?
  /// Of YUV formats; others are as if they had the usual one.
  private let colour: YUVColour
  private let decoding: YUVDecoding
  /// Where rows and planes stand if there is something between them.
  private let padding: RowPadding?
  /// A frame as it comes; three bytes a pixel go straight to where it belongs.
  private let bytes: Buffer<UInt8>
  private var remark: String?
  private var hasBegun = false

  init(
    _ source: consuming Source, format: RawFormat, size: PictureSize, padding: RowPadding? = nil,
    range: YUVColour.Range? = nil, matrix: YUVColour.Matrix? = nil
  ) throws(VisionError) {
    let layout = format.layout(size)
    let goesStraight = layout == nil && !format.hasFourth && padding == nil
    let bytes = try Buffer<UInt8>(count: goesStraight ? 0 : max(format.byteCount(size), padding?.byteCount ?? 0))
    self.size = size
    self.format = format
    self.layout = layout
    self.padding = padding
    self.bytes = bytes
    colour = layout == nil ? YUVColour() : format.colour(range: range, matrix: matrix)
    decoding = YUVDecoding(colour)
    input = InputStream(source)
  }

  var byteCount: Int { input.byteCount }

  mutating func next(into frame: Frame) throws(StreamError) -> FrameEvent {
    try frame.resize(to: size)
    guard let rgb = unsafe frame.rgb.baseAddress else { return .end }
    let whole = padding?.byteCount ?? format.byteCount(size)
    let filled = unsafe try input.fill(bytes.count == 0 ? rgb : bytes.base, whole)
    guard filled > 0 else { return .end }
    if !hasBegun { unsafe look(at: UnsafeBufferPointer(start: bytes.count == 0 ? rgb : bytes.base, count: filled)) }
    guard filled == whole else {
      let hint = padding == nil ? format.paddingHint(size, bytes: input.byteCount) : ""
      throw .partialFrame(bytes: filled, of: whole, stream: "\(format.name) of \(size.width)x\(size.height)\(hint)")
    }
    frame.colour = colour
    frame.times.arrival = input.arrival
    frame.times.decoding = catseye_clock()
    if let padding { unsafe padding.remove(from: bytes.base) }
    if let layout {
      unsafe decoding.decode(bytes.base, layout, into: rgb)
    } else if format.hasFourth {
      unsafe split(into: rgb, frame.fourth)
    } else if bytes.count > 0 {
      unsafe rgb.update(from: bytes.base, count: size.rgbBytes)
    }
    if format == .bgr24 || format == .bgra { unsafe swapRedAndBlue(rgb) }
    frame.times.decoded = catseye_clock()
    return .frame
  }

  mutating func takeRemark() -> String? { remark.take() }

  /// Coded pictures taken for pixels give masks of noise. It is told, and no more, since pixels may begin as anything does.
  private mutating func look(at frame: UnsafeBufferPointer<UInt8>) {
    hasBegun = true
    let name: String
    switch unsafe StreamKind.recognise(frame, isAll: true) {
    case .foreign(let format): name = format.name
    case .y4m: name = "Y4M"
    case .jpegs, nil:
      guard unsafe frame.starts(with: [0xFF, 0xD8, 0xFF]) else { return }
      name = "JPEGs"
    }
    remark = "the stream begins as \(name) does, and --input \(format.name) takes it for pixels; is that meant?"
  }

  /// The colours, and the fourth bytes where there is room for them.
  private func split(into rgb: UnsafeMutablePointer<UInt8>, _ fourth: UnsafeMutableBufferPointer<UInt8>) {
    for pixel in 0..<size.pixels {
      for channel in 0..<3 { unsafe rgb[3 * pixel + channel] = unsafe bytes.base[4 * pixel + channel] }
    }
    for pixel in 0..<fourth.count { unsafe fourth[pixel] = unsafe bytes.base[4 * pixel + 3] }
  }

  private func swapRedAndBlue(_ rgb: UnsafeMutablePointer<UInt8>) {
    var pixel = unsafe rgb
    for _ in 0..<size.pixels {
      let blue = unsafe pixel[0]
      unsafe pixel[0] = unsafe pixel[2]
      unsafe pixel[2] = blue
      unsafe pixel += 3
    }
  }
}
