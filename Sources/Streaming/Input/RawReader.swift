import CSystem
import Vision

/// Frames of one size without a header. A stream that ends inside a frame was cut, or has another size or format.
struct RawReader<Source: ByteSource & ~Copyable>: FrameReader, ~Copyable {
  let size: PictureSize
  let format: RawFormat
  private var input: InputStream<Source>
  private let decoding: FrameDecoding
  /// Where rows and planes lie if there are bytes between them.
  private let padding: RowPadding?
  /// A frame as it comes. It is empty where three bytes a pixel can be read straight into the frame's memory.
  private let bytes: Buffer<UInt8>
  private var remark: String?
  private var hasBegun = false
  private let planes: FramePlanes

  init(
    _ source: consuming Source, format: RawFormat, size: PictureSize, padding: RowPadding? = nil,
    range: YUVColour.Range? = nil, matrix: YUVColour.Matrix? = nil
  ) throws(VisionError) {
    let goesStraight = (format == .rgb24 || format == .bgr24) && padding == nil
    let bytes = try Buffer<UInt8>(count: goesStraight ? 0 : max(format.byteCount(size), padding?.byteCount ?? 0))
    planes = unsafe padding?.planes(at: bytes.base) ?? FramePlanes(format, of: size, at: bytes.base)
    self.size = size
    self.format = format
    self.padding = padding
    self.bytes = bytes
    decoding = FrameDecoding(format, range: range, matrix: matrix)
    input = InputStream(source)
  }

  var byteCount: Int { input.byteCount }

  mutating func next(into frame: Frame) throws(StreamError) -> FrameEvent {
    try frame.resize(to: size)
    guard let rgb = unsafe frame.rgb.baseAddress else { return .end }
    let wanted = padding?.byteCount ?? format.byteCount(size)
    let filled = unsafe try input.fill(bytes.count == 0 ? rgb : bytes.base, wanted)
    guard filled > 0 else { return .end }
    if !hasBegun { unsafe look(at: UnsafeBufferPointer(start: bytes.count == 0 ? rgb : bytes.base, count: filled)) }
    guard filled == wanted else {
      let hint = padding == nil ? format.paddingHint(size, bytes: input.byteCount) : ""
      throw .partialFrame(bytes: filled, of: wanted, stream: "\(format.name) of \(size.width)x\(size.height)\(hint)")
    }
    frame.colour = decoding.colour
    frame.times.arrival = input.arrival
    frame.times.decoding = catseye_clock()
    let whole = PictureRegion(whole: size)
    if bytes.count == 0 {
      unsafe decoding.decode(FramePlanes(format, of: size, at: UnsafePointer(rgb)), whole, into: rgb)
    } else {
      let fourth = unsafe frame.fourth.count > 0 ? frame.fourth.baseAddress : nil
      unsafe decoding.decode(planes, whole, into: rgb, fourth: fourth)
    }
    frame.times.decoded = catseye_clock()
    return .frame
  }

  mutating func takeRemark() -> String? { remark.take() }

  /// Remarks on a stream that begins as coded pictures do, since coded bytes taken for pixels give masks of noise. It is no error,
  /// because pixels may begin so too.
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
}
