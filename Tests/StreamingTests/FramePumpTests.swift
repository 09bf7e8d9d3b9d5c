import Foundation
import Testing
import Vision

@testable import Streaming

@Suite struct FramePumpTests {
  static let size = PictureSize(width: 4, height: 2)

  /// The left half is red and the right half blue, or the reverse.
  static func frame(redOnTheLeft: Bool) -> [UInt8] {
    (0..<size.pixels).flatMap { ($0 % 4 < 2) == redOnTheLeft ? [255, 0, 0] : [0, 0, 255] as [UInt8] }
  }
  static let left: [UInt8] = [1, 1, 0, 0, 1, 1, 0, 0]
  static let right: [UInt8] = [0, 0, 1, 1, 0, 0, 1, 1]

  static func pump<Reader: FrameReader & ~Copyable>(
    _ reader: consuming Reader, _ output: FrameOutput, model: PictureSize = size, repeats: Bool = false,
    fit: Placement.Fit = .stretch, deadline: StreamOptions.Deadline? = nil, sink: CollectingSink = CollectingSink()
  ) throws -> (writes: [[UInt8]], statistics: StreamStatistics, remarks: [String]) {
    let remarks = Remarks()
    let meter = try StreamMeter()
    var options = StreamOptions(output: output)
    options.onCorrupt = repeats ? .repeat : .skip
    options.deadline = deadline
    options.framing = Framing(fit)
    var pump = try FramePump(
      reader, TinyModel.engine(width: model.width, height: model.height), sink, options, meter: meter,
      tell: remarks.tell)
    try pump.run()
    let statistics = meter.update { $0 }
    #expect(statistics.received == statistics.frames + statistics.dropped + statistics.corrupt)
    return (sink.writes, statistics, remarks.lines)
  }

  static func output(
    _ kind: FrameOutput.Kind, atModelSize: Bool = false, groups: [[Int]] = [], scores: Bool = false,
    container: FrameOutput.Container = .bare
  ) -> FrameOutput {
    var output = FrameOutput(kind)
    output.atModelSize = atModelSize
    output.groups = groups
    output.scores = scores
    output.container = container
    return output
  }

  static func raw(_ frames: [[UInt8]]) throws -> RawReader<ArraySource> {
    try RawReader(ArraySource(frames.flatMap { $0 }), format: .rgb24, size: size)
  }

  @Test func masksOfRawFrames() throws {
    let frames = [Self.frame(redOnTheLeft: true), Self.frame(redOnTheLeft: false)]
    let result = try Self.pump(Self.raw(frames), Self.output(.mask))
    #expect(result.writes == [Self.left, Self.right])
    #expect(result.statistics.frames == 2 && result.statistics.corrupt == 0)
    #expect(result.remarks.isEmpty)
  }

  @Test func maskAtTheModelsSizeAndAtTheFrames() throws {
    let model = PictureSize(width: 2, height: 1)
    let frames = [Self.frame(redOnTheLeft: true)]
    #expect(try Self.pump(Self.raw(frames), Self.output(.mask, atModelSize: true), model: model).writes == [[1, 0]])
    #expect(try Self.pump(Self.raw(frames), Self.output(.mask), model: model).writes == [Self.left])
  }

  @Test func logitsArePlanes() throws {
    let result = try Self.pump(Self.raw([Self.frame(redOnTheLeft: true)]), Self.output(.logits))
    let logits = result.writes[0].withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    let blue: [Float] = [-128, -128, 127, 127, -128, -128, 127, 127]
    #expect(logits == blue + blue.map { -1 - $0 })
  }

  @Test func nothingIsWrittenForNone() throws {
    let result = try Self.pump(Self.raw([Self.frame(redOnTheLeft: true)]), Self.output(.none))
    #expect(result.writes.allSatisfy { $0.isEmpty } && result.statistics.frames == 1)
  }

  static let large = PictureSize(width: 32, height: 16)

  @Test func overlayIsAJPEGOfTheFramesSize() throws {
    let jpeg = try TestPicture.jpeg(Self.large, seed: 0)
    let result = try Self.pump(MJPEGReader(ArraySource(jpeg)), Self.output(.overlay))
    let rgb = try ReaderTests.decoded(result.writes[0], Self.large)
    #expect(rgb != (try ReaderTests.decoded(jpeg, Self.large)))
  }

  @Test(arguments: [false, true]) func corruptFramesAreLeftOutOrRepeated(repeats: Bool) throws {
    let a = try TestPicture.jpeg(Self.large, seed: 1)
    let b = try TestPicture.jpeg(Self.large, seed: 4)
    let broken = Array(a.dropLast(20))
    let stream = broken + a + broken + b
    let result = try Self.pump(MJPEGReader(ArraySource(stream)), Self.output(.overlay), repeats: repeats)
    let alone = try [a, b].map { try Self.pump(MJPEGReader(ArraySource($0)), Self.output(.overlay)).writes[0] }
    #expect(result.writes == (repeats ? [alone[0], alone[0], alone[0], alone[1]] : alone))
    #expect(result.statistics.frames == 2 && result.statistics.corrupt == 2)
    #expect(result.remarks.count == 2)
    #expect(result.remarks[0].hasPrefix("frame 1 ") && result.remarks[1].hasPrefix("frame 3 "))
  }

  /// Whatever comes in between, and whichever thread is first, the last output is repeated.
  @Test(arguments: [FrameOutput.Kind.mask, .logits, .json]) func repeatedOutputs(kind: FrameOutput.Kind) throws {
    let jpegs = try (0..<6).map { try TestPicture.jpeg(Self.large, seed: $0) }
    let broken = Array(jpegs[0].dropLast(20))
    let alone = try Self.pump(MJPEGReader(ArraySource(jpegs.flatMap { $0 })), Self.output(kind)).writes
    let stream = jpegs.flatMap { $0 + broken }
    let writes = try Self.pump(MJPEGReader(ArraySource(stream)), Self.output(kind), repeats: true).writes
    if kind != .json { #expect(writes == alone.flatMap { [$0, $0] }) }
    #expect(stride(from: 0, to: 12, by: 2).allSatisfy { writes[$0] == writes[$0 + 1] })
    if kind == .logits { #expect(Set(alone).count == 6) }
  }

  @Test func sizeChangeIsFollowedAndTold() throws {
    let stream = try TestPicture.jpeg(Self.size, seed: 1) + TestPicture.jpeg(Self.large, seed: 1)
    let result = try Self.pump(MJPEGReader(ArraySource(stream)), Self.output(.mask))
    #expect(result.writes.map { $0.count } == [Self.size.pixels, Self.large.pixels])
    #expect(result.remarks.count == 1 && result.remarks[0].contains("32x16"))
  }

  @Test func skippedBytesAreToldOnce() throws {
    let jpeg = try TestPicture.jpeg(Self.size, seed: 1)
    let result = try Self.pump(MJPEGReader(ArraySource([1, 2] + jpeg + [3] + jpeg)), Self.output(.none))
    #expect(result.statistics.skippedBytes == 3)
    #expect(result.remarks.count == 1 && result.remarks[0].hasPrefix("2 bytes"))
  }

  @Test func closedOutputEndsTheStream() throws {
    let sink = CollectingSink()
    sink.limit = 1
    let frames = [Self.frame(redOnTheLeft: true), Self.frame(redOnTheLeft: false)]
    #expect(throws: StreamError.outputClosed) {
      _ = try Self.pump(Self.raw(frames), Self.output(.mask), sink: sink)
    }
    #expect(sink.writes == [Self.left])
  }

  @Test func binaryMasksOfGroups() throws {
    let frames = [Self.frame(redOnTheLeft: true)]
    let output = Self.output(.mask, groups: [[1], [0, 1], [0]])
    let red: [UInt8] = Self.left.map { $0 * 255 }
    let expected = red + [UInt8](repeating: 255, count: 8) + red.map { 255 - $0 }
    #expect(try Self.pump(Self.raw(frames), output).writes == [expected])
  }

  @Test func marginsFollowTheMask() throws {
    // blue leads by 5, red by 3, blue by 255
    let frame: [UInt8] = [100, 0, 105, 103, 9, 100, 0, 0, 255, 7, 7, 7]
    let reader = try RawReader(ArraySource(frame), format: .rgb24, size: PictureSize(width: 4, height: 1))
    let result = try Self.pump(
      reader, Self.output(.mask, scores: true), model: PictureSize(width: 4, height: 1))
    #expect(result.writes == [[0, 1, 0, 0, 80, 48, 255, 0]])
  }

  @Test func linesOfJSON() throws {
    let frames = [Self.frame(redOnTheLeft: true), Self.frame(redOnTheLeft: false)]
    let before = Date().timeIntervalSince1970
    let result = try Self.pump(Self.raw(frames), Self.output(.json, scores: true))
    let lines = try result.writes.map {
      #expect($0.last == 0x0A && $0.filter { $0 == 0x0A }.count == 1)
      return try #require(JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
    }
    #expect(lines.map { $0["frame"] as? Int } == [1, 2])
    #expect(lines.map { $0["width"] as? Int } == [4, 4] && lines.map { $0["height"] as? Int } == [2, 2])
    #expect(lines.map { $0["runs"] as? [Int] } == [[1, 2, 0, 2, 1, 2, 0, 2], [0, 2, 1, 2, 0, 2, 1, 2]])
    #expect(
      lines.map { $0["shares"] as? [String: Double] } == [["blue": 0.5, "red": 0.5], ["blue": 0.5, "red": 0.5]])
    #expect((lines[0]["margins"] as? [String: Double])?["red"] == 15.938)
    let arrivals = lines.compactMap { $0["arrival"] as? Double }
    #expect(arrivals.count == 2 && arrivals.allSatisfy { $0 > before - 1 && $0 < before + 60 })
  }

  @Test func overlayAndMaskAsY4M() throws {
    let frames = [Self.frame(redOnTheLeft: true), Self.frame(redOnTheLeft: false)]
    let masks = try Self.pump(Self.raw(frames), Self.output(.mask, container: .y4m)).writes
    let header = "YUV4MPEG2 W4 H2 F25:1 Ip A1:1 Cmono XCOLORRANGE=FULL\n"
    #expect(masks == [Array(header.utf8), Array("FRAME\n".utf8) + Self.left, Array("FRAME\n".utf8) + Self.right])
    var output = Self.output(.overlay, container: .y4m)
    output.edgeWidth = 0
    let overlays = try Self.pump(Self.raw(frames), output).writes
    #expect(overlays[0].starts(with: Array("YUV4MPEG2 W4 H2 F25:1 Ip A1:1 C420jpeg XCOLORRANGE=LIMITED\n".utf8)))
    let reader = try Y4MReader(ArraySource(overlays.flatMap { $0 }))
    let back = try ReaderTests.frames(reader)
    #expect(back.count == 2)
    let isNear = zip(back.flatMap { $0 ?? [] }, frames.flatMap { $0 }).allSatisfy { abs(Int($0) - Int($1)) <= 3 }
    #expect(isNear)  // the classes have the pixels' colours
  }

  @Test func y4mCannotChangeItsSize() throws {
    let stream = try TestPicture.jpeg(Self.size, seed: 1) + TestPicture.jpeg(Self.large, seed: 1)
    let sink = CollectingSink()
    #expect(throws: StreamError.sizeChanged(from: Self.size, to: Self.large)) {
      _ = try Self.pump(MJPEGReader(ArraySource(stream)), Self.output(.overlay, container: .y4m), sink: sink)
    }
    #expect(sink.writes.count == 2)  // header and first frame
  }

  @Test func croppedAndLetterboxedMasks() throws {
    let wide = PictureSize(width: 8, height: 2)
    let frame = (0..<16).flatMap { $0 % 8 < 4 ? [255, 0, 0] : [0, 0, 255] as [UInt8] }
    func masks(_ fit: Placement.Fit, atModelSize: Bool) throws -> [[UInt8]] {
      let reader = try RawReader(ArraySource(frame), format: .rgb24, size: wide)
      let model = PictureSize(width: 4, height: 4)
      return try Self.pump(reader, Self.output(.mask, atModelSize: atModelSize), model: model, fit: fit).writes
    }
    let row: [UInt8] = [255, 255, 255, 1, 0, 255, 255, 255]
    #expect(try masks(.crop, atModelSize: false) == [row + row])
    let bar = [UInt8](repeating: 255, count: 4)
    #expect(try masks(.letterbox, atModelSize: true) == [bar + [1, 1, 0, 0] + bar + bar])
    #expect(try masks(.letterbox, atModelSize: false) == [[1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]])
  }

  @Test func lateFrames() throws {
    let frames = [Self.frame(redOnTheLeft: true), Self.frame(redOnTheLeft: false)]
    func late(_ onLate: StreamOptions.Deadline.OnLate, _ sink: CollectingSink = CollectingSink()) throws
      -> (writes: [[UInt8]], statistics: StreamStatistics, remarks: [String])
    {
      let deadline = StreamOptions.Deadline(nanoseconds: 0, onLate: onLate)
      return try Self.pump(Self.raw(frames), Self.output(.mask), deadline: deadline, sink: sink)
    }
    let warned = try late(.warn)
    #expect(warned.writes == [Self.left, Self.right])
    #expect(warned.statistics.late == 2 && warned.statistics.dropped == 0)
    let dropped = try late(.drop)
    #expect(dropped.writes.isEmpty)
    #expect(dropped.statistics.late == 2 && dropped.statistics.dropped == 2 && dropped.statistics.frames == 0)
    let sink = CollectingSink()
    #expect(throws: StreamError.self) { _ = try late(.exit, sink) }
    #expect(sink.writes == [Self.left])
  }

  /// A combination that the program forbids is forbidden to a library's user too.
  @Test func outputsAreNotPairedWhereFramesAreDropped() throws {
    let late = StreamOptions.Deadline(nanoseconds: 1, onLate: .drop)
    #expect(throws: StreamError.contradictoryOptions) {
      _ = try Self.pump(Self.raw([]), Self.output(.mask), repeats: true, deadline: late)
    }
    var options = StreamOptions()
    options.policy = .latest
    #expect(!options.repeatsWhatIsDropped)
    options.onCorrupt = .repeat
    #expect(options.repeatsWhatIsDropped)
  }

  /// Whatever is written first, the stream's header comes before it.
  @Test(arguments: [false, true]) func y4mBeginsWithItsHeader(repeats: Bool) throws {
    let whole = try TestPicture.jpeg(Self.large, seed: 1)
    let stream = Array(whole.dropLast(20)) + whole + Array(whole.dropLast(20)) + whole
    let writes = try Self.pump(
      MJPEGReader(ArraySource(stream)), Self.output(.mask, container: .y4m), repeats: repeats
    ).writes
    #expect(writes.count == (repeats ? 5 : 3))
    let header = Array("YUV4MPEG2 ".utf8)
    let frame = Array("FRAME\n".utf8)
    #expect(writes[0].starts(with: header))
    for write in writes.dropFirst() { #expect(write.starts(with: frame)) }
  }

  /// The bars of a letterboxed frame are rint(mean): a half is rounded to even, as in the network's halos.
  @Test func barsAreTheMeanRoundedToEven() throws {
    var plan = try TinyModel.engine(width: 4, height: 4).plan
    plan.input.mean = [100.5, 101.5, 0.5]
    let frame = try Frame(FrameSizes(tensorBytes: 4 * 4 * 4))
    try frame.resize(to: PictureSize(width: 4, height: 2))
    var preparation = try FramePreparation(plan, pixelStride: 4, framing: Framing(.letterbox))
    try preparation.prepare(frame)
    let expected: [Int8] = [-28, -26, -128]
    let bar: [Int8] = (0..<4).map { frame.tensor[$0] }
    #expect(bar == expected + [0])
    #expect(plan.input.zeroPixel == expected)
  }
}
