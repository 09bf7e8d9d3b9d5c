import Randomness
import Testing
import Vision

@testable import Streaming

@Suite struct ReaderTests {
  static let size = PictureSize(width: 40, height: 24)

  /// The frames' pixels; nil for each corrupt frame.
  static func frames<Reader: FrameReader & ~Copyable>(_ reader: consuming Reader) throws -> [[UInt8]?] {
    var frames: [[UInt8]?] = []
    let frame = try Frame(FrameSizes())
    while true {
      switch try reader.next(into: frame) {
      case .frame: frames.append(Array(frame.rgb))
      case .corrupt: frames.append(nil)
      case .end: return frames
      }
    }
  }

  static func decoded(_ jpeg: [UInt8], _ size: PictureSize = size) throws -> [UInt8] {
    var decoder = try JPEGDecoder(for: size)
    var rgb = [UInt8](repeating: 0, count: size.rgbBytes)
    let isWhole = jpeg.withUnsafeBufferPointer { jpeg in
      rgb.withUnsafeMutableBufferPointer { rgb in
        rgb.baseAddress.map { decoder.decode(jpeg, of: size, into: $0) } ?? false
      }
    }
    try #require(isWhole)
    return rgb
  }

  @Test(arguments: [Int.max, 1]) func decodesEachFrame(chunk: Int) throws {
    let jpegs = try (0..<3).map { try TestPicture.jpeg(Self.size, seed: $0) }
    let reader = try MJPEGReader(ArraySource(jpegs.flatMap { $0 }, chunk: chunk))
    let expected = try jpegs.map { try Self.decoded($0) }
    #expect(Set(expected).count == 3)
    let isRight = try Self.frames(reader) == expected  // a picture's bytes in a message help nobody
    #expect(isRight)
  }

  /// The frames before and after a broken one are complete, wherever it breaks off; one that lacks only its end marker is complete.
  @Test func everyCutLeavesTheNeighboursWhole() throws {
    let jpegs = try (0..<3).map { try TestPicture.jpeg(Self.size, seed: $0) }
    let first = try Self.decoded(jpegs[0])
    let second = try Self.decoded(jpegs[1])
    let last = try Self.decoded(jpegs[2])
    for cut in 3..<jpegs[1].count {
      let frames = try Self.frames(MJPEGReader(ArraySource(jpegs[0] + jpegs[1][..<cut] + jpegs[2])))
      let isRight = frames == [first, cut < jpegs[1].count - 2 ? nil : second, last]
      #expect(isRight, "cut at \(cut): \(frames.count) frames, \(frames.filter { $0 == nil }.count) corrupt")
    }
  }

  @Test func damagedDataAreOneCorruptFrame() throws {
    let jpegs = try (0..<3).map { try TestPicture.jpeg(Self.size, seed: $0) }
    var damaged = jpegs[1]
    for index in damaged.count - 30..<damaged.count - 2 { damaged[index] = 0x55 }  // too few blocks now
    let frames = try Self.frames(MJPEGReader(ArraySource(jpegs[0] + damaged + jpegs[2])))
    #expect(frames == [try Self.decoded(jpegs[0]), nil, try Self.decoded(jpegs[2])])
  }

  /// Frames as mjpg-streamer sends them; between them stands the rest of a buffer, or HTTP.
  @Test(arguments: [[], [UInt8](repeating: 0, count: 5000), Array("\r\n--b\r\nContent-Type: image/jpeg\r\n\r\n".utf8)])
  func framesWithoutEndMarkers(between: [UInt8]) throws {
    let jpegs = try (0..<4).map { try TestPicture.jpeg(Self.size, seed: $0) }
    let expected = try jpegs.map { try Self.decoded($0) }
    let stream = jpegs.flatMap { $0.dropLast(2) + between }
    for chunk in [Int.max, 1] {
      let isRight = try Self.frames(MJPEGReader(ArraySource(stream, chunk: chunk))) == expected
      #expect(isRight)
    }
  }

  /// A progressive picture that is cut between two scans is not complete; nor is one whose arithmetic coding may go on.
  @Test func whatLacksMoreThanItsEndMarker() throws {
    for picture in try CorpusPicture.all() where picture.bytes.suffix(2) == [0xFF, 0xD9] {
      let whole = try Self.frames(MJPEGReader(ArraySource(picture.bytes)))
      guard whole.count == 1, whole[0] != nil else { continue }
      let isArithmetic = picture.name.hasPrefix("arithmetic")
      let open = Array(picture.bytes.dropLast(2))
      let isRight = try Self.frames(MJPEGReader(ArraySource(open))) == (isArithmetic ? [nil] : whole)
      #expect(isRight, "\(picture.name)")
      let scans = open.indices.dropLast().filter { open[$0] == 0xFF && [0xDA, 0xC4].contains(open[$0 + 1]) }
      for cut in scans + [open.count - 1] where !isArithmetic {
        let frames = try Self.frames(MJPEGReader(ArraySource(Array(open[..<cut]))))
        #expect(frames.allSatisfy { $0 == nil }, "\(picture.name) cut at \(cut) of \(open.count)")
      }
    }
  }

  /// libjpeg takes all of these for pictures: it decodes the junk, and then has no use for as many bytes at the end.
  @Test func junkInAScan() throws {
    let size = PictureSize(width: 160, height: 120)
    let jpeg = try TestPicture.jpeg(size, seed: 1)
    var generator = SplitMix64(seed: 7)
    for length in [200, 3000] {
      for place in 1..<8 {
        let at = jpeg.count - 20 - (jpeg.count - 700) * place / 8
        let junk = (0..<length).map { _ in UInt8.random(in: 0...254, using: &generator) }
        let frames = try Self.frames(MJPEGReader(ArraySource(jpeg[..<at] + junk + jpeg[at...])))
        #expect(frames.allSatisfy { $0 == nil }, "\(length) bytes at \(at) of \(jpeg.count)")
      }
    }
    let few = Array(jpeg.dropLast(2)) + [1, 2, 3, 0xFF, 0xD9]  // as some webcams send them
    let isWhole = try Self.frames(MJPEGReader(ArraySource(few))) == [Self.decoded(jpeg, size)]
    #expect(isWhole)
  }

  /// Webcams leave out the standard Huffman tables.
  @Test func framesWithoutHuffmanTables() throws {
    let jpeg = try TestPicture.jpeg(Self.size, seed: 3)
    var bare = jpeg
    while let start = bare.indices.dropLast(3).first(where: { bare[$0] == 0xFF && bare[$0 + 1] == 0xC4 }) {
      bare.removeSubrange(start..<start + 2 + Int(bare[start + 2]) << 8 + Int(bare[start + 3]))
    }
    #expect(bare.count < jpeg.count - 400)
    let isRight = try Self.frames(MJPEGReader(ArraySource(bare + bare))) == [Self.decoded(jpeg), Self.decoded(jpeg)]
    #expect(isRight)
  }

  /// Bytes that wait in the reader's own buffer count: the second frame came with the same read as the first.
  @Test func arrivalIsTheReadsAndNotTheParsers() throws {
    let jpegs = try (0..<2).flatMap { try TestPicture.jpeg(Self.size, seed: $0) }
    var reader = try MJPEGReader(ArraySource(jpegs))
    let first = try Frame(FrameSizes())
    let second = try Frame(FrameSizes())
    #expect(try reader.next(into: first) == .frame)
    #expect(try reader.next(into: second) == .frame)
    #expect(first.times.arrival > 0 && second.times.arrival == first.times.arrival)
    #expect(second.times.decoding >= first.times.decoded && first.times.decoded > first.times.decoding)
  }

  /// If several pictures have come completely, the newest is decoded, but not without limit.
  @Test(arguments: [1, 3, 4, 7]) func newestPicture(count: Int) throws {
    let jpegs = try (0..<count).map { try TestPicture.jpeg(Self.size, seed: $0) }
    var reader = try MJPEGReader(ArraySource(jpegs.flatMap { $0 } + [0xFF, 0xD8, 0xFF]), takesNewest: true)
    let frame = try Frame(FrameSizes())
    #expect(try reader.next(into: frame) == .frame)
    let isRight = try Array(frame.rgb) == Self.decoded(jpegs[min(count - 1, 4)])
    #expect(isRight)
    #expect(reader.takeDropped() == min(count - 1, 4))
    if count > 5 { #expect(try reader.next(into: frame) == .frame) }
    #expect(try reader.next(into: frame) == .corrupt(JPEGFlaw.streamEnded.text))
    #expect(try reader.next(into: frame) == .end)
  }

  @Test func sizeMayChange() throws {
    let other = PictureSize(width: 64, height: 80)
    let jpegs = [try TestPicture.jpeg(Self.size, seed: 0), try TestPicture.jpeg(other, seed: 1)]
    let frames = try Self.frames(MJPEGReader(ArraySource(jpegs[0] + jpegs[1] + jpegs[0])))
    let small = try Self.decoded(jpegs[0])
    #expect(frames == [small, try Self.decoded(jpegs[1], other), small])
  }

  @Test(arguments: [Int.max, 1, 5]) func rawFrames(chunk: Int) throws {
    let bytes = (0..<24).map { UInt8($0) }
    let size = PictureSize(width: 2, height: 2)
    let rgb = try Self.frames(RawReader(ArraySource(bytes, chunk: chunk), format: .rgb24, size: size))
    #expect(rgb == [Array(bytes[..<12]), Array(bytes[12...])])
    let bgr = try Self.frames(RawReader(ArraySource(Array(bytes[..<12]), chunk: chunk), format: .bgr24, size: size))
    #expect(bgr == [[2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9]])
    let grey = try Self.frames(RawReader(ArraySource([9, 8, 7, 6], chunk: chunk), format: .gray8, size: size))
    #expect(grey == [[9, 9, 9, 8, 8, 8, 7, 7, 7, 6, 6, 6]])
  }

  @Test func rawFrameThatIsCutShort() throws {
    let source = ArraySource([UInt8](repeating: 1, count: 12 + 5), chunk: 4)
    var reader = try RawReader(source, format: .rgb24, size: PictureSize(width: 2, height: 2))
    let frame = try Frame(FrameSizes())
    #expect(try reader.next(into: frame) == .frame)
    do {
      _ = try reader.next(into: frame)
      Issue.record("five bytes are no frame")
    } catch {
      #expect(error == .partialFrame(bytes: 5, of: 12, stream: "rgb24 of 2x2"))
    }
    #expect(try reader.next(into: frame) == .end)
    #expect(reader.byteCount == 17)
  }
}
