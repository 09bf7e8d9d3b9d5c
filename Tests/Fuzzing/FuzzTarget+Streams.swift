import Dataset
import Model
import Vision

@testable import Streaming

/// The readers of `catseye run`, and the code that makes the network's input from their frames. The first byte chooses how the bytes
/// arrive and how frames are fitted.
extension FuzzTarget {
  static let mjpeg = FuzzTarget(name: "mjpeg") {
    let jpegs = try SeedPicture.jpegs()
    return [
      [0] + jpegs.joined(), [1] + jpegs[0], [0xFF] + jpegs[1] + Array("--frame\r\n".utf8) + jpegs[2],
      // beginnings inside beginnings, all without an end: a search must not try again from each of them
      [2] + (0..<1000).flatMap { _ in [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0xFF, 0xD8] as [UInt8] } + jpegs[0],
    ]
  } run: { bytes in
    var tape = Tape(bytes)
    let way = StreamWay(&tape)
    let stream = tape.remainder()
    drain(bytes.count, way) { () throws(VisionError) in
      try MJPEGReader(TapeSource(stream, chunk: way.chunk), takesNewest: way.takesNewest, limit: 1 << 16)
    }
  }

  static let y4m = FuzzTarget(name: "y4m") {
    ["420jpeg", "422", "444", "mono"].enumerated().map { index, chroma in
      let header = "YUV4MPEG2 W6 H5 F25:1 Ip A1:1 C\(chroma) XCOLORRANGE=FULL\n"
      let samples = [6 * 5 + 2 * 3 * 3, 6 * 5 + 2 * 3 * 5, 3 * 6 * 5, 6 * 5][index]
      let frame = Array("FRAME\n".utf8) + (0..<samples).map { UInt8($0 * 3 & 255) }
      return [UInt8(index)] + Array(header.utf8) + frame + frame
    }
  } run: { bytes in
    var tape = Tape(bytes)
    let way = StreamWay(&tape)
    let stream = tape.remainder()
    drain(bytes.count, way) { () throws(VisionError) in
      try Y4MReader(TapeSource(stream, chunk: way.chunk), range: way.range, matrix: way.matrix)
    }
  }

  static let raw = FuzzTarget(name: "raw") {
    RawFormat.all.indices.map { [UInt8($0), UInt8($0), 7, 5] + (0..<500).map { UInt8($0 & 255) } }
  } run: { bytes in
    var tape = Tape(bytes)
    let way = StreamWay(&tape)
    let format = tape.choice(of: RawFormat.all)
    let size = PictureSize(width: 1 + tape.byte(), height: 1 + tape.byte())
    let stream = tape.remainder()
    drain(bytes.count, way) { () throws(VisionError) in
      try RawReader(
        TapeSource(stream, chunk: way.chunk), format: format, size: size, range: way.range, matrix: way.matrix)
    }
  }

  /// Makes the network's input from every frame.
  ///
  /// A stream cannot have more frames and corrupt places than bytes, so an endless loop is noticed.
  private static func drain<Reader: FrameReader & ~Copyable>(
    _ byteCount: Int, _ way: StreamWay, _ make: () throws(VisionError) -> Reader
  ) {
    let input = way.plan.input
    let sizes = FrameSizes(tensorBytes: input.width * input.height * 4, keepsFourth: input.channels == 4)
    guard var reader = try? make(), let frame = try? Frame(sizes),
      var preparation = try? FramePreparation(way.plan, pixelStride: 4, framing: Framing(way.fit))
    else { fatalError("no memory") }
    var events = 0
    do throws(StreamError) {
      while true {
        let event = try reader.next(into: frame)
        _ = reader.takeSkipped()
        _ = reader.takeDropped()
        if event == .end { break }
        events += 1
        precondition(events <= byteCount, "more frames than bytes")
        if event == .frame { try preparation.prepare(frame) }
      }
    } catch { precondition(reader.byteCount <= byteCount) }
  }
}

/// How bytes arrive, and how frames are fitted.
private struct StreamWay {
  let chunk: Int
  let takesNewest: Bool
  let fit: Placement.Fit
  let range: YUVColour.Range?
  let matrix: YUVColour.Matrix?
  let plan: Plan

  init(_ tape: inout Tape) {
    let bits = tape.byte()
    chunk = TapeSource.chunks[bits % TapeSource.chunks.count]
    takesNewest = bits & 0x20 != 0
    fit = [.stretch, .crop, .letterbox][bits / 5 % 3]
    range = bits & 0x40 != 0 ? .full : nil
    matrix = bits & 0x80 != 0 ? .bt709 : nil
    plan = StreamWay.model(channels: [3, 1, 4][bits / 15 % 3])
  }

  private static func model(channels: Int) -> Plan {
    Plan(
      name: "", conversion: ConversionRecord(tool: "", method: "", frames: 0, agreement: 0),
      input: InputDescription(
        width: 19, height: 13, channels: channels, mean: Array([1, 2, 255, 7].prefix(channels)),
        standardDeviation: [Float](repeating: 1, count: channels)),
      inputTensor: 0, maskHeight: 1, maskWidth: 1, arenaBytes: 0, arenaLowerBound: 0, classes: [], tensors: [],
      steps: [], phases: [])
  }
}
