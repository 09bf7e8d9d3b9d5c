import CPictures
import Vision

@testable import Streaming

/// Two pictures for one decoder: the second one's result must be the same as alone. The first two bytes say where it begins.
extension FuzzTarget {
  static let pair = FuzzTarget(name: "pair") {
    let pictures = PairSeeds.pictures()
    return pictures.indices.map { index in
      let (first, second) = (pictures[index], pictures[(index + 3) % pictures.count])
      return [UInt8(first.count >> 8), UInt8(first.count & 255)] + first + second
    }
  } run: { bytes in
    var tape = Tape(bytes)
    let asked = tape.byte() << 8 | tape.byte()
    let pictures = tape.remainder().bindMemory(to: UInt8.self)
    let cut = min(asked, pictures.count)
    let first = UnsafeBufferPointer(rebasing: pictures[..<cut])
    let second = UnsafeBufferPointer(rebasing: pictures[cut...])
    let largest = PictureSize(width: 96, height: 96)
    guard var used = try? JPEGDecoder(for: largest), var fresh = try? JPEGDecoder(for: largest) else {
      fatalError("no memory")
    }
    _ = result(of: first, by: &used)
    let behind = result(of: second, by: &used)
    let alone = result(of: second, by: &fresh)
    precondition(behind.pixels == alone.pixels, "other pixels behind another picture")
    precondition(behind.reason == alone.reason, "another reason behind another picture: \(behind.reason)")
  }

  private static func result(
    of jpeg: UnsafeBufferPointer<UInt8>, by decoder: inout JPEGDecoder
  ) -> (pixels: [UInt8], reason: String) {
    guard let size = decoder.size(of: jpeg) else { return ([], decoder.reason) }
    guard decoder.fits(size) else { return ([], "larger than this test's decoder") }
    var rgb = [UInt8](repeating: 0, count: size.rgbBytes)
    let isWhole = rgb.withUnsafeMutableBufferPointer { rgb in
      rgb.baseAddress.map { decoder.decode(jpeg, of: size, into: $0) } ?? false
    }
    return isWhole ? (rgb, "") : ([], decoder.reason)
  }
}

/// One picture for each kind of state that it may leave in libjpeg.
private enum PairSeeds {
  static func pictures() -> [[UInt8]] {
    let ycc = Int32(CATSEYE_PICTURE_YCC)
    return [
      picture(ycc) { _ in }, picture(ycc) { $0.progressive = 1 }, picture(ycc) { $0.restart_rows = 1 },
      picture(ycc) { ($0.own_huffman_tables, $0.separate_scans) = (1, 1) }, picture(ycc) { $0.arithmetic = 1 },
      picture(ycc) { ($0.arithmetic, $0.progressive) = (1, 1) }, picture(ycc) { ($0.first_table, $0.quality) = (2, 1) },
      picture(Int32(CATSEYE_PICTURE_GREY)) { _ in }, picture(Int32(CATSEYE_PICTURE_RGB)) { _ in },
      picture(Int32(CATSEYE_PICTURE_YCCK)) { _ in },
    ]
  }

  private static func picture(_ colour: Int32, _ change: (inout catseye_picture) -> Void) -> [UInt8] {
    var picture = catseye_picture()
    (picture.width, picture.height, picture.quality, picture.seed, picture.colour) = (21, 17, 70, 5, colour)
    (picture.horizontal, picture.vertical) = (1, 1)
    change(&picture)
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = catseye_write_picture(&picture, &bytes, bytes.count)
    precondition(count > 0, "libjpeg refused a seed")
    return Array(bytes[..<count])
  }
}
