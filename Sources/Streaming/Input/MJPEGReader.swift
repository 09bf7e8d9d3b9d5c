import CSystem
import Vision

/// The frames of a stream of JPEGs. Their size may change.
struct MJPEGReader<Source: ByteSource & ~Copyable>: FrameReader, ~Copyable {
  private var splitter: JPEGSplitter<Source>
  private var decoder: JPEGDecoder
  /// Whether a picture is left undecoded where the next whole one has come already.
  private let takesNewest: Bool
  private var dropped = 0

  /// - Parameter limit: bytes of the largest frame.
  init(_ source: consuming Source, takesNewest: Bool = false, limit: Int = 32 << 20) throws(VisionError) {
    let splitter = try JPEGSplitter(source, limit: limit)
    let decoder = try JPEGDecoder(for: PictureSize(width: 640, height: 480))
    self.splitter = splitter
    self.decoder = decoder
    self.takesNewest = takesNewest
  }

  var byteCount: Int { splitter.byteCount }
  mutating func takeSkipped() -> Int { splitter.takeSkipped() }
  mutating func takeDropped() -> Int {
    defer { dropped = 0 }
    return dropped
  }

  mutating func next(into frame: Frame) throws(StreamError) -> FrameEvent {
    switch try splitter.next() {
    case .end: return .end
    case .broken(let flaw): return .corrupt(flaw.text)
    case .picture: break
    }
    if takesNewest { try passToNewest() }
    frame.times.arrival = splitter.arrival
    frame.times.decoding = catseye_clock()
    guard let size = unsafe decoder.size(of: splitter.picture) else { return reject() }
    try grow(for: size)
    try frame.resize(to: size)
    guard let rgb = unsafe frame.rgb.baseAddress, unsafe decoder.decode(splitter.picture, of: size, into: rgb) else {
      return reject()
    }
    frame.times.decoded = catseye_clock()
    return .frame
  }

  /// Passes over a few pictures at most: a source that never waits must not keep every frame from being decoded.
  private mutating func passToNewest() throws(StreamError) {
    var passed = 0
    while passed < 4, try splitter.passToNewerPicture() { passed += 1 }
    dropped += passed
  }

  private mutating func reject() -> FrameEvent {
    .corrupt(splitter.rejectPicture()?.text ?? decoder.reason)
  }

  private mutating func grow(for size: PictureSize) throws(StreamError) {
    guard !decoder.fits(size) else { return }
    decoder = try StreamError.of { () throws(VisionError) in try JPEGDecoder(for: size) }
  }
}
