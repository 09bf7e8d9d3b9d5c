import CSystem
import Vision

/// Frames of one size and no header: a stream that ends inside a frame was cut, or is of another size or format.
public struct RawReader<Source: ByteSource & ~Copyable>: FrameReader, ~Copyable {
  public let size: PictureSize
  public let format: RawFormat
  private var source: Source
  private let pixels: Buffer<UInt8>
  private var sawEnd = false
  public private(set) var arrival: UInt64 = 0
  public private(set) var byteCount = 0

  public init(_ source: consuming Source, format: RawFormat, size: PictureSize) throws(VisionError) {
    let pixels = try Buffer<UInt8>(count: size.rgbBytes)
    self.size = size
    self.format = format
    self.source = source
    self.pixels = pixels
  }

  public var rgb: UnsafeMutableBufferPointer<UInt8> { pixels.mutableElements }
  public mutating func takeSkipped() -> Int { 0 }

  public mutating func next() throws(StreamError) -> FrameEvent {
    guard !sawEnd else { return .end }
    // grey bytes go to the buffer's last third and are spread from there
    let frameBytes = size.pixels * format.bytesPerPixel
    let start = pixels.base + (pixels.count - frameBytes)
    var filled = 0
    while filled < frameBytes {
      let count = try source.read(into: UnsafeMutableBufferPointer(start: start + filled, count: frameBytes - filled))
      filled += count
      byteCount += count
      guard count == 0 else { continue }
      sawEnd = true
      guard filled > 0 else { return .end }
      throw .partialFrame(bytes: filled, of: frameBytes, stream: "\(format.name) of \(size.width)x\(size.height)")
    }
    arrival = catseye_clock()
    switch format {
    case .rgb24: break
    case .bgr24: swapRedAndBlue()
    case .gray8: spreadGrey(from: start)
    }
    return .frame
  }

  private func swapRedAndBlue() {
    var pixel = pixels.base
    for _ in 0..<size.pixels {
      let blue = pixel[0]
      pixel[0] = pixel[2]
      pixel[2] = blue
      pixel += 3
    }
  }

  private func spreadGrey(from grey: UnsafeMutablePointer<UInt8>) {
    var pixel = pixels.base
    for index in 0..<size.pixels {
      let value = grey[index]  // read before the last pixel is written over it
      pixel[0] = value
      pixel[1] = value
      pixel[2] = value
      pixel += 3
    }
  }
}
