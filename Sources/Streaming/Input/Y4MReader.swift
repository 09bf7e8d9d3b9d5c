import CSystem
import Vision

/// The frames of a YUV4MPEG2 stream. A new stream header, with another size, may follow a frame.
///
/// Where no frame header follows a frame, bytes were lost or added. That is reported, and the reader looks for the next header.
struct Y4MReader<Source: ByteSource & ~Copyable>: FrameReader, ~Copyable {
  private var lines: LineReader<Source>
  private let range: YUVColour.Range?
  private let matrix: YUVColour.Matrix?
  private var header: Y4MHeader?
  private var colour = YUVColour()
  private var decoding = YUVDecoding(YUVColour())
  private var bytes: Buffer<UInt8>
  private var skipped = 0

  init(
    _ source: consuming Source, range: YUVColour.Range? = nil, matrix: YUVColour.Matrix? = nil
  ) throws(VisionError) {
    let lines = try LineReader(source)
    let bytes = try Buffer<UInt8>(count: 0)
    self.lines = lines
    self.bytes = bytes
    self.range = range
    self.matrix = matrix
  }

  var byteCount: Int { lines.input.byteCount }
  var frameRate: FrameRate? { header?.frameRate }
  mutating func takeSkipped() -> Int {
    defer { skipped = 0 }
    return skipped
  }

  mutating func next(into frame: Frame) throws(StreamError) -> FrameEvent {
    while true {
      if try lines.isAtEnd() { return .end }
      let line = unsafe try lines.peekLine()
      if let line = unsafe line, unsafe Y4MReader.begins(line, "FRAME"), let header {
        lines.pass(line.count + 1)
        return try read(header.layout, into: frame)
      }
      if let line = unsafe line, unsafe Y4MReader.begins(line, "YUV4MPEG2") {
        unsafe try accept(Y4MHeader(line))
        lines.pass(line.count + 1)
        continue
      }
      guard header != nil else { throw .badHeader("it does not begin with YUV4MPEG2") }
      lines.pass(1)  // what begins here is no header, even if it looks like one
      skipped += 1 + (try lines.pass(to: "FRAME"))
      return .corrupt("no frame header follows the frame before it")
    }
  }

  /// Whether the line is the word alone, or the word and parameters.
  private static func begins(_ line: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard line.count >= count, unsafe line.count == count || line[count] == 0x20 else { return false }
    for index in 0..<count where unsafe line[index] != word.utf8Start[index] { return false }
    return true
  }

  private mutating func accept(_ header: Y4MHeader) throws(StreamError) {
    let count = header.layout.byteCount
    if count > bytes.count { bytes = try StreamError.of { () throws(VisionError) in try Buffer(count: count) } }
    colour = header.colour(range: range, matrix: matrix)
    decoding = YUVDecoding(colour)
    self.header = header
  }

  private mutating func read(_ layout: YUVLayout, into frame: Frame) throws(StreamError) -> FrameEvent {
    let filled = unsafe try lines.fill(bytes.base, layout.byteCount)
    guard filled == layout.byteCount else {
      return .corrupt("the stream ends \(filled) bytes into its \(layout.byteCount)")
    }
    frame.colour = colour
    frame.times.arrival = lines.input.arrival
    frame.times.decoding = catseye_clock()
    try frame.resize(to: layout.size)
    if let rgb = unsafe frame.rgb.baseAddress { unsafe decoding.decode(bytes.base, layout, into: rgb) }
    frame.times.decoded = catseye_clock()
    return .frame
  }
}
