import Catseye
import Foundation

/// Segments raw frames: segment MODEL FORMAT WIDTH HEIGHT <FRAME >MASK_AND_SCORES; it prints on standard error what is in them.
@main
struct Segment {
  static func main() {
    do {
      try run(CommandLine.arguments)
    } catch {
      let reason = (error as? SegmenterError)?.message ?? "\(error)"
      FileHandle.standardError.write(Data("segment: \(reason)\n".utf8))
      exit(1)
    }
  }

  private static func run(_ words: [String]) throws {
    guard words.count == 5, let width = Int(words[3]), let height = Int(words[4]),
      let format = PixelFormat.all.first(where: { $0.name == words[2] })
    else { throw SegmenterError.badFrame("usage: segment MODEL FORMAT WIDTH HEIGHT") }
    var options = Segmenter.Options()
    options.scores = true
    var segmenter = try Segmenter(path: words[1], options)
    var frame = FrameDescription(format, width: width, height: height)
    frame.tag = 42
    let bytes = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
    let done = try segmenter.segment(bytes.span, frame)
    let mask = try segmenter.frameMask()
    FileHandle.standardOutput.write(Data(mask + (try segmenter.frameScores())))
    let names = segmenter.classes.map { $0.name }
    let counts = segmenter.withMask { mask in
      var counts = [Int](repeating: 0, count: names.count)
      for index in mask.indices { counts[Int(mask[index])] += 1 }
      return counts
    }
    let largest = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    FileHandle.standardError.write(Data("frame \(done.tag): most of it is \(names[largest])\n".utf8))
  }
}
