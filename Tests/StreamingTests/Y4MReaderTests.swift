import Testing
import Vision

@testable import Streaming

@Suite struct Y4MReaderTests {
  /// Grey frames of 4x2, value by value.
  static func mono(
    _ values: [UInt8], header: String = "YUV4MPEG2 W4 H2 F30000:1001 Ip A1:1 Cmono\n"
  ) -> [UInt8] {
    Array(header.utf8) + values.flatMap { Array("FRAME\n".utf8) + [UInt8](repeating: $0, count: 8) }
  }

  static func grey(_ value: UInt8) -> [UInt8] { [UInt8](repeating: value, count: 24) }

  @Test(arguments: [Int.max, 1, 7]) func frames(chunk: Int) throws {
    let stream = Self.mono([10, 20]) + Array("FRAME Ib XSOMETHING\n".utf8) + [UInt8](repeating: 30, count: 8)
    let frames = try ReaderTests.frames(Y4MReader(ArraySource(stream, chunk: chunk)))
    #expect(frames == [Self.grey(10), Self.grey(20), Self.grey(30)])
  }

  @Test func rateAndRange() throws {
    let line = "YUV4MPEG2 W7 H5 F30000:1001 C422 XYSCSS=422 XCOLORRANGE=FULL"
    let header = try Array(line.utf8).withUnsafeBufferPointer { bytes in try Y4MHeader(bytes) }
    #expect(header.frameRate == FrameRate(30000, 1001))
    #expect(header.colour(range: nil, matrix: nil).range == .full)
    #expect(header.colour(range: .limited, matrix: .bt709) == YUVColour(range: .limited, matrix: .bt709))
    #expect(header.layout == .planar(PictureSize(width: 7, height: 5), shiftX: 1, shiftY: 0))
  }

  @Test(arguments: [
    ("C420jpeg", 1, 1), ("C420mpeg2", 1, 1), ("C420paldv", 1, 1), ("C420", 1, 1), ("", 1, 1), ("C422", 1, 0),
    ("C444", 0, 0),
  ])
  func chroma(_ tag: String, _ x: Int, _ y: Int) throws {
    let header = try Array("YUV4MPEG2 W6 H4 \(tag)".utf8).withUnsafeBufferPointer { bytes in try Y4MHeader(bytes) }
    #expect(header.layout == .planar(PictureSize(width: 6, height: 4), shiftX: x, shiftY: y))
    #expect(header.colour(range: nil, matrix: nil) == YUVColour(range: .limited, matrix: .bt601))
  }

  @Test func greyIsFullRangeUnlessTold() throws {
    let limited = Self.mono([16, 235], header: "YUV4MPEG2 W4 H2 Cmono XCOLORRANGE=LIMITED\n")
    #expect(try ReaderTests.frames(Y4MReader(ArraySource(limited))) == [Self.grey(0), Self.grey(255)])
    #expect(try ReaderTests.frames(Y4MReader(ArraySource(limited), range: .full)) == [Self.grey(16), Self.grey(235)])
  }

  @Test(arguments: [
    "RIFFsomething\n", "YUV4MPEG2 W4\n", "YUV4MPEG2 W0 H2\n", "YUV4MPEG2 W4 H99999\n", "YUV4MPEG2 W4 H2 C420p10\n",
    "YUV4MPEG2 W4 H2 C411\n", "YUV4MPEG2 W-4 H2\n", "YUV4MPEG2 Wx H2\n", "FRAME\n12345678", "YUV4MPEG2 W4 H2 Cmono",
  ])
  func badHeaders(_ text: String) throws {
    var reader = try Y4MReader(ArraySource(Array(text.utf8)))
    let frame = try Frame(FrameSizes())
    do {
      _ = try reader.next(into: frame)
      Issue.record("\(text) was accepted")
    } catch {
      guard case .badHeader = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test func streamsOneAfterTheOther() throws {
    let stream = Self.mono([1]) + Self.mono([], header: "YUV4MPEG2 W2 H1 Cmono\n") + Array("FRAME\n".utf8) + [5, 6]
    let frames = try ReaderTests.frames(Y4MReader(ArraySource(stream)))
    #expect(frames == [Self.grey(1), [5, 5, 5, 6, 6, 6]])
  }

  /// Lost or added bytes cost only the frames in which they are.
  @Test(arguments: [Int.max, 1]) func lostAndAddedBytes(chunk: Int) throws {
    var added = Self.mono([1, 2, 3])
    added.insert(contentsOf: [9, 9, 9], at: added.count - 14)  // between the second frame and the third
    var reader = try Y4MReader(ArraySource(added, chunk: chunk))
    let frame = try Frame(FrameSizes())
    var events: [FrameEvent] = []
    repeat { events.append(try reader.next(into: frame)) } while events.last != .end
    #expect(events.map { $0 == .frame } == [true, true, false, true, false])
    #expect(reader.takeSkipped() == 3)

    var lost = Self.mono([1, 2, 3, 4])
    lost.removeSubrange(lost.count - 14 * 2 - 3..<lost.count - 14 * 2)  // the second frame's end
    let frames = try ReaderTests.frames(Y4MReader(ArraySource(lost, chunk: chunk)))
    #expect(frames.first == Self.grey(1) && frames.last == Self.grey(4))
    #expect(frames.contains(nil))
  }

  /// The reader once waited here for ever.
  @Test(arguments: [Int.max, 1]) func whatBeginsLikeAFrameHeaderIsPassed(chunk: Int) throws {
    let stream = Self.mono([1]) + Array("FRAMEX\n".utf8) + Self.mono([2], header: "")
    var reader = try Y4MReader(ArraySource(stream, chunk: chunk))
    let frame = try Frame(FrameSizes())
    var events: [FrameEvent] = []
    repeat { events.append(try reader.next(into: frame)) } while events.last != .end && events.count < 9
    #expect(events.map { $0 == .frame } == [true, false, true, false])
    #expect(reader.takeSkipped() == 7)
  }

  @Test func streamThatEndsInAFrame() throws {
    let frames = try ReaderTests.frames(Y4MReader(ArraySource(Self.mono([1, 2]).dropLast(3))))
    #expect(frames == [Self.grey(1), nil])
  }
}
