import Testing

@testable import Streaming

@Suite struct JPEGSplitterTests {
  /// Bytes with a JPEG's structure: APP1 with a thumbnail, tables, a scan with stuffing, restarts and fill bytes, a second scan.
  static func shape(_ tag: UInt8) -> [UInt8] {
    var bytes: [UInt8] = [0xFF, 0xD8]
    bytes += [0xFF, 0xE1, 0, 12, 0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 1, 0xFF, 0xD9, tag]
    bytes += [0xFF, 0xFF, 0xFF, 0xDB, 0, 6, tag, 2, 3, 4]
    bytes += [0xFF, 0xDA, 0, 4, 1, 2, tag, 0xFF, 0, 7, 0xFF, 0xD0, 8, 0xFF, 0xFF, 0xD7, 9]
    bytes += [0xFF, 0xC4, 0, 3, tag, 0xFF, 0xDA, 0, 2, 11, 0xFF, 0, 12]
    return bytes + [0xFF, 0xD9]
  }

  struct Found: Equatable {
    var pictures: [[UInt8]] = []
    /// The pictures without an end marker, if these are accepted.
    var open: [[UInt8]] = []
    var flaws: [JPEGFlaw] = []
    var skipped = 0
  }

  /// - Parameter takesOpen: whether pictures without an end marker are accepted; otherwise they are refused, as by a decoder whose data end
  ///   too early.
  static func split(
    _ bytes: [UInt8], chunk: Int = .max, limit: Int = 1 << 20, takesOpen: Bool = false
  ) throws -> Found {
    var splitter = try JPEGSplitter(ArraySource(bytes, chunk: chunk), limit: limit)
    var found = Found()
    while true {
      let event = try splitter.next()
      found.skipped += splitter.takeSkipped()
      switch event {
      case .picture where splitter.hasEnd: found.pictures.append(Array(splitter.picture))
      case .picture where takesOpen: found.open.append(Array(splitter.picture))
      case .picture:
        let flaw = splitter.rejectPicture()
        found.flaws.append(try #require(flaw))
      case .broken(let flaw): found.flaws.append(flaw)
      case .end: return found
      }
    }
  }

  @Test(arguments: [Int.max, 1, 2, 7]) func findsWholePictures(chunk: Int) throws {
    let pictures = (1...4).map { Self.shape($0) }
    let found = try Self.split(pictures.flatMap { $0 }, chunk: chunk)
    #expect(found == Found(pictures: pictures))
  }

  @Test func keepsNoMoreThanReadsBring() throws {
    let pictures = (0..<6000).map { Self.shape(UInt8($0 & 63)) }  // many times the size of a read
    #expect(try Self.split(pictures.flatMap { $0 }, limit: 128 << 10) == Found(pictures: pictures))
  }

  @Test(arguments: [Int.max, 1]) func garbageBetweenIsSkippedAndCounted(chunk: Int) throws {
    let boundary: [UInt8] = Array("--frame\r\n".utf8) + [0xFF, 0xD8, 0, 0xFF]
    let bytes = boundary + Self.shape(1) + boundary + Self.shape(2) + [0, 0, 0xFF]
    let found = try Self.split(bytes, chunk: chunk)
    #expect(found.pictures == [Self.shape(1), Self.shape(2)])
    #expect(found.flaws.isEmpty)
    #expect(found.skipped == 2 * boundary.count + 3)
  }

  /// Wherever a picture breaks off, it is counted once, and both its neighbours are found.
  @Test(arguments: [Int.max, 1]) func pictureThatBreaksOffTakesNoOtherWithIt(chunk: Int) throws {
    let whole = Self.shape(1)
    for cut in 3..<whole.count where !(5..<14).contains(cut) && cut != 15 {  // there the thumbnail hides the next SOI
      let found = try Self.split(Self.shape(9) + whole[..<cut] + Self.shape(2) + Self.shape(3), chunk: chunk)
      #expect(found.pictures.last == Self.shape(3), "cut at \(cut)")
      #expect(found.pictures.first == Self.shape(9), "cut at \(cut)")
      #expect(found.pictures.count == 3 && found.flaws.count == 1, "cut at \(cut): \(found.flaws)")
      #expect(found.skipped == 0, "cut at \(cut)")
    }
  }

  @Test func cutInTheScan() throws {
    let cut = Self.shape(1).dropLast(10)
    let found = try Self.split(Self.shape(9) + cut + Self.shape(2))
    #expect(found == Found(pictures: [Self.shape(9), Self.shape(2)], flaws: [.cutShort]))
  }

  @Test(arguments: [Int.max, 1]) func picturesWithoutAnEnd(chunk: Int) throws {
    let open = (1...3).map { Array(Self.shape($0).dropLast(2)) }
    #expect(try Self.split(open.flatMap { $0 }, chunk: chunk, takesOpen: true) == Found(open: open))
    let cutInATable = Array(Self.shape(1).dropLast(10))
    let found = try Self.split(cutInATable + Self.shape(2), chunk: chunk, takesOpen: true)
    #expect(found == Found(pictures: [Self.shape(2)], flaws: [.cutShort]))
    #expect(try Self.split(cutInATable, chunk: chunk, takesOpen: true) == Found(flaws: [.streamEnded]))
  }

  @Test func streamThatEndsInAPicture() throws {
    let found = try Self.split(Self.shape(9) + Self.shape(1).dropLast(1))
    #expect(found == Found(pictures: [Self.shape(9)], flaws: [.streamEnded]))
  }

  /// A length that reaches over the next picture is noticed where it ends.
  @Test func lengthThatReachesIntoTheNextPicture() throws {
    var broken: [UInt8] = Self.shape(1)
    broken[3 + 13 + 1 + 4] = 20  // the quantisation table's length
    let found = try Self.split(broken + Self.shape(2) + Self.shape(3))
    #expect(found == Found(pictures: [Self.shape(2), Self.shape(3)], flaws: [.malformed]))
  }

  @Test func pictureLargerThanTheBuffer() throws {
    var large = Self.shape(1)
    large.insert(contentsOf: [UInt8](repeating: 5, count: 500), at: large.count - 3)
    let found = try Self.split(Self.shape(9) + large + Self.shape(2), chunk: 50, limit: 256)
    #expect(found == Found(pictures: [Self.shape(9), Self.shape(2)], flaws: [.tooLarge]))
  }

  @Test func noise() throws {
    var state: UInt32 = 7
    let noise = (0..<200_000).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24) | (state & 0x700 == 0 ? 0xF0 : 0)
    }
    let found = try Self.split(noise + Self.shape(4))
    #expect(found.pictures.last == Self.shape(4) || !found.flaws.isEmpty)
  }

  @Test func emptyStream() throws { #expect(try Self.split([]) == Found()) }

  /// Beginnings inside beginnings, each of which leads through the same long chain of segments to the same flaw.
  static func nested(_ count: Int, segments: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    // a quantisation table without a zero may contain an SOI, so this one does, and so on
    while count - bytes.count > 300 {
      let length = count - bytes.count - 4
      bytes += length & 0xFF == 0 ? [1] : [0xFF, 0xD8, 0xFF, 0xDB, UInt8(length >> 8), UInt8(length & 0xFF)]
    }
    bytes += [UInt8](repeating: 1, count: count - bytes.count)
    for _ in 0..<segments { bytes += [0xFF, 0xDB, 0, 2] }
    return bytes + [0xFF, 0xDB, 0, 1]
  }

  /// 60 kB once took minutes, and a buffer full of segments hours. The test counts instead of timing, because machines are busy.
  @Test(arguments: [(60_000, 0), (8000, 100_000)])
  func bytesAreLookedAtAFewTimesOnly(count: Int, segments: Int) throws {
    let bytes = Self.nested(count, segments: segments)
    var splitter = try JPEGSplitter(ArraySource(bytes + Self.shape(1)), limit: 1 << 20)
    var broken = 0
    while case .broken = try splitter.next() { broken += 1 }
    #expect(broken >= 8)
    #expect(splitter.picture.elementsEqual(Self.shape(1)))
    #expect(splitter.repeated <= JPEGSplitter<ArraySource>.timesAgain * bytes.count)
    #expect(try Self.split(bytes + Self.shape(1), chunk: 1000) == Self.split(bytes + Self.shape(1)))
  }
}
