import Testing
import Vision

@testable import Streaming

@Suite struct FramePumpTests {
  static let size = PictureSize(width: 4, height: 2)

  /// The left half red, the right half blue, or the other way round.
  static func frame(redOnTheLeft: Bool) -> [UInt8] {
    (0..<size.pixels).flatMap { ($0 % 4 < 2) == redOnTheLeft ? [255, 0, 0] : [0, 0, 255] as [UInt8] }
  }
  static let left: [UInt8] = [1, 1, 0, 0, 1, 1, 0, 0]
  static let right: [UInt8] = [0, 0, 1, 1, 0, 0, 1, 1]

  final class Remarks { var lines: [String] = [] }

  static func pump<Reader: FrameReader & ~Copyable>(
    _ reader: consuming Reader, _ output: FrameOutput, model: PictureSize = size, repeats: Bool = false,
    sink: CollectingSink = CollectingSink()
  ) throws -> (writes: [[UInt8]], statistics: StreamStatistics, remarks: [String]) {
    let remarks = Remarks()
    let processor = try FrameProcessor(TinyModel.engine(width: model.width, height: model.height), output: output)
    var pump = FramePump(reader, processor, sink, onCorrupt: repeats ? .repeat : .skip) { remarks.lines.append($0) }
    var log: LatencyLog?
    try pump.run(log: &log)
    return (sink.writes, pump.statistics, remarks.lines)
  }

  static func raw(_ frames: [[UInt8]]) throws -> RawReader<ArraySource> {
    try RawReader(ArraySource(frames.flatMap { $0 }), format: .rgb24, size: size)
  }

  @Test func masksOfRawFrames() throws {
    let frames = [Self.frame(redOnTheLeft: true), Self.frame(redOnTheLeft: false)]
    let result = try Self.pump(Self.raw(frames), .mask(atModelSize: false))
    #expect(result.writes == [Self.left, Self.right])
    #expect(result.statistics.frames == 2 && result.statistics.corrupt == 0)
    #expect(result.remarks.isEmpty)
  }

  @Test func maskAtTheModelsSizeAndAtTheFrames() throws {
    let model = PictureSize(width: 2, height: 1)
    let frames = [Self.frame(redOnTheLeft: true)]
    #expect(try Self.pump(Self.raw(frames), .mask(atModelSize: true), model: model).writes == [[1, 0]])
    #expect(try Self.pump(Self.raw(frames), .mask(atModelSize: false), model: model).writes == [Self.left])
  }

  @Test func logitsArePlanes() throws {
    let result = try Self.pump(Self.raw([Self.frame(redOnTheLeft: true)]), .logits)
    let logits = result.writes[0].withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    let blue: [Float] = [-128, -128, 127, 127, -128, -128, 127, 127]
    #expect(logits == blue + blue.map { -1 - $0 })
  }

  @Test func nothingIsWrittenForNone() throws {
    let result = try Self.pump(Self.raw([Self.frame(redOnTheLeft: true)]), .none)
    #expect(result.writes.allSatisfy { $0.isEmpty } && result.statistics.frames == 1)
  }

  static let large = PictureSize(width: 32, height: 16)

  @Test func overlayIsAJPEGOfTheFramesSize() throws {
    let jpeg = try TestPicture.jpeg(Self.large, seed: 0)
    let result = try Self.pump(MJPEGReader(ArraySource(jpeg)), .overlay)
    let rgb = try ReaderTests.decoded(result.writes[0], Self.large)
    #expect(rgb != (try ReaderTests.decoded(jpeg, Self.large)))
  }

  @Test(arguments: [false, true]) func corruptFramesAreLeftOutOrRepeated(repeats: Bool) throws {
    let a = try TestPicture.jpeg(Self.large, seed: 1)
    let b = try TestPicture.jpeg(Self.large, seed: 4)
    let broken = Array(a.dropLast(20))
    let stream = broken + a + broken + b
    let result = try Self.pump(MJPEGReader(ArraySource(stream)), .overlay, repeats: repeats)
    let alone = try [a, b].map { try Self.pump(MJPEGReader(ArraySource($0)), .overlay).writes[0] }
    #expect(result.writes == (repeats ? [alone[0], alone[0], alone[0], alone[1]] : alone))
    #expect(result.statistics.frames == 2 && result.statistics.corrupt == 2)
    #expect(result.remarks.count == 2)
    #expect(result.remarks[0].hasPrefix("frame 1 ") && result.remarks[1].hasPrefix("frame 3 "))
  }

  @Test func sizeChangeIsFollowedAndTold() throws {
    let stream = try TestPicture.jpeg(Self.size, seed: 1) + TestPicture.jpeg(Self.large, seed: 1)
    let result = try Self.pump(MJPEGReader(ArraySource(stream)), .mask(atModelSize: false))
    #expect(result.writes.map { $0.count } == [Self.size.pixels, Self.large.pixels])
    #expect(result.remarks.count == 1 && result.remarks[0].contains("32x16"))
  }

  @Test func skippedBytesAreToldOnce() throws {
    let jpeg = try TestPicture.jpeg(Self.size, seed: 1)
    let result = try Self.pump(MJPEGReader(ArraySource([1, 2] + jpeg + [3] + jpeg)), .none)
    #expect(result.statistics.skippedBytes == 3)
    #expect(result.remarks.count == 1 && result.remarks[0].hasPrefix("2 bytes"))
  }

  @Test func closedOutputEndsTheStream() throws {
    let sink = CollectingSink()
    sink.limit = 1
    let frames = [Self.frame(redOnTheLeft: true), Self.frame(redOnTheLeft: false)]
    #expect(throws: StreamError.outputClosed) {
      _ = try Self.pump(Self.raw(frames), .mask(atModelSize: false), sink: sink)
    }
    #expect(sink.writes == [Self.left])
  }
}
