import CSystem
import Vision

/// Frames of a stream of JPEGs, which may change their size.
public struct MJPEGReader<Source: ByteSource & ~Copyable>: FrameReader, ~Copyable {
  private var splitter: JPEGSplitter<Source>
  private var decoder: JPEGDecoder
  private var pixels: Buffer<UInt8>
  public private(set) var size = PictureSize(width: 1, height: 1)
  public private(set) var arrival: UInt64 = 0

  /// - Parameter limit: bytes of the largest frame.
  public init(_ source: consuming Source, limit: Int = 32 << 20) throws(VisionError) {
    let splitter = try JPEGSplitter(source, limit: limit)
    let decoder = try JPEGDecoder(for: PictureSize(width: 640, height: 480))
    let pixels = try Buffer<UInt8>(count: size.rgbBytes)
    self.splitter = splitter
    self.decoder = decoder
    self.pixels = pixels
  }

  public var rgb: UnsafeMutableBufferPointer<UInt8> {
    UnsafeMutableBufferPointer(start: pixels.base, count: size.rgbBytes)
  }
  public var byteCount: Int { splitter.byteCount }
  public mutating func takeSkipped() -> Int { splitter.takeSkipped() }

  public mutating func next() throws(StreamError) -> FrameEvent {
    switch try splitter.next() {
    case .end: return .end
    case .broken(let flaw): return .corrupt(flaw.text)
    case .picture: break
    }
    arrival = catseye_clock()
    guard let decoded = decoder.size(of: splitter.picture) else { return reject() }
    try grow(for: decoded)
    guard decoder.decode(splitter.picture, of: decoded, into: pixels.base) else { return reject() }
    size = decoded
    return .frame
  }

  private mutating func reject() -> FrameEvent {
    splitter.rejectPicture()
    return .corrupt(decoder.reason)
  }

  private mutating func grow(for decoded: PictureSize) throws(StreamError) {
    do throws(VisionError) {
      if decoded.rgbBytes > pixels.count { pixels = try Buffer(count: decoded.rgbBytes) }
      if !decoder.fits(decoded) { decoder = try JPEGDecoder(for: decoded) }
    } catch {
      throw StreamError(error)
    }
  }
}
