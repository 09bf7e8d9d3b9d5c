/// Turns a raw frame of any format into red, green and blue: for streams and for the libraries.
public struct FrameDecoding: Sendable {
  public let format: RawFormat
  /// The colours of YUV and grey frames; RGB frames have the default.
  public let colour: YUVColour
  private let yuv: YUVDecoding

  /// - Parameters: what the samples mean; nil: what is usual for the format.
  public init(_ format: RawFormat, range: YUVColour.Range? = nil, matrix: YUVColour.Matrix? = nil) {
    self.format = format
    colour = format.packing == nil ? format.colour(range: range, matrix: matrix) : YUVColour()
    yuv = YUVDecoding(colour)
  }

  /// - Parameters:
  ///   - planes: the planes of the whole frame.
  ///   - region: the part of it that is decoded; x and y are even.
  ///   - rgb: [region.height][region.width][3]. It may be the frame itself, if that has three bytes a pixel and no gaps.
  ///   - fourth: [region.height][region.width], the fourth byte of each pixel; nil where nobody reads it.
  public func decode(
    _ planes: FramePlanes, _ region: PictureRegion, into rgb: UnsafeMutablePointer<UInt8>,
    fourth: UnsafeMutablePointer<UInt8>? = nil
  ) {
    precondition(region.x % 2 == 0 && region.y % 2 == 0)
    guard let packing = format.packing else {
      guard let layout = format.layout(region.size) else { return }
      return unsafe yuv.decode(layout.samples(planes).moved(x: region.x, y: region.y), region.size, into: rgb)
    }
    let width = region.size.width
    for y in 0..<region.size.height {
      let row = unsafe planes.starts.0 + (region.y + y) * planes.strides.0 + region.x * packing.bytes
      unsafe packing.copy(row, to: rgb + y * width * 3, pixels: width)
      guard let fourth = unsafe fourth, packing.bytes == 4 else { continue }
      for x in 0..<width { unsafe fourth[y * width + x] = unsafe row[4 * x + 3] }
    }
  }
}
