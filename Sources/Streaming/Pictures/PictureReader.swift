import CSystem
import Vision

/// Frames from JPEG files, turned upright.
struct PictureReader: FrameReader, ~Copyable {
  static let limit = 32 << 20

  private let files: [PictureFile]
  private let queue: PictureQueue
  private let bytes: Buffer<UInt8>
  private var decoder: JPEGDecoder
  private var stored: Buffer<UInt8>
  private var next = 0
  private(set) var byteCount = 0

  /// - Parameter queue: receives each file that becomes a frame, for the thread that writes its output.
  init(_ files: [PictureFile], queue: PictureQueue) throws(VisionError) {
    let bytes = try Buffer<UInt8>(count: PictureReader.limit + 1)
    let decoder = try JPEGDecoder(for: PictureSize(width: 640, height: 480))
    let stored = try Buffer<UInt8>(count: 0)
    self.files = files
    self.queue = queue
    self.bytes = bytes
    self.decoder = decoder
    self.stored = stored
  }

  mutating func next(into frame: Frame) throws(StreamError) -> FrameEvent {
    guard next < files.count else { return .end }
    let file = files[next]
    next += 1
    let count = unsafe catseye_read_file(file.path, bytes.base, bytes.count)
    guard count >= 0 else { return .corrupt("\(file.path) cannot be read") }
    byteCount += count
    guard count <= PictureReader.limit else { return .corrupt("\(file.path) is larger than 32 MiB") }
    let jpeg = unsafe UnsafeBufferPointer(start: bytes.base, count: count)
    frame.times.arrival = catseye_clock()
    frame.times.decoding = frame.times.arrival
    guard let size = unsafe decoder.size(of: jpeg) else { return unsafe .corrupt("\(file.path): \(reason(jpeg))") }
    let orientation = unsafe Orientation(ofJPEG: jpeg)
    try grow(for: size)
    try frame.resize(to: orientation.size(of: size))
    guard let rgb = unsafe frame.rgb.baseAddress else { return .end }
    guard unsafe decoder.decode(jpeg, of: size, into: orientation.isUpright ? rgb : stored.base) else {
      return .corrupt("\(file.path): \(decoder.reason)")
    }
    if !orientation.isUpright { unsafe orientation.turn(stored.base, of: size, into: rgb) }
    frame.times.decoded = catseye_clock()
    queue.put(file, frame.size)
    return .frame
  }

  private func reason(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard case .foreign(let format) = unsafe StreamKind.recognise(bytes, isAll: true) else { return decoder.reason }
    return "it is \(format.name), and only JPEGs are read; ffmpeg -i PICTURE out.jpg makes one"
  }

  private mutating func grow(for size: PictureSize) throws(StreamError) {
    if !decoder.fits(size) { decoder = try StreamError.of { () throws(VisionError) in try JPEGDecoder(for: size) } }
    if stored.count < size.rgbBytes {
      stored = try StreamError.of { () throws(VisionError) in try Buffer(count: size.rgbBytes) }
    }
  }
}
