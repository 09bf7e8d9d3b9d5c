import Testing

@testable import Streaming

@Suite struct StreamKindTests {
  private static func kind(_ bytes: [UInt8], isAll: Bool = true) -> StreamKind? {
    bytes.withUnsafeBufferPointer { StreamKind.recognise($0, isAll: isAll) }
  }

  private static func name(_ bytes: [UInt8]) -> String? {
    if case .foreign(let format) = kind(bytes) { format.name } else { nil }
  }

  @Test func startCodes() {
    #expect(Self.name([0, 0, 0, 1, 0x67, 0x64]) == "H.264")
    #expect(Self.name([0, 0, 1, 0x09, 0xF0]) == "H.264")
    #expect(Self.name([0, 0, 0, 1, 0x06, 0x01]) == "H.264")
    #expect(Self.name([0, 0, 0, 1, 0x40, 0x01]) == "H.265")
    #expect(Self.name([0, 0, 0, 1, 0x46, 0x01]) == "H.265")
    #expect(Self.name([0, 0, 1, 0xB3, 0x14]) == "MPEG-1 or MPEG-2 video")
    #expect(Self.kind([0, 0, 0, 1, 0xFF]) == .jpegs)
  }

  /// A transport stream may begin inside a packet; JPEGs full of 0x47 are no transport streams.
  @Test func transportStreams() {
    var packets = [UInt8](repeating: 3, count: 188 * 8)
    for packet in 0..<8 { packets[188 * packet] = 0x47 }
    for offset in [0, 5, 187] { #expect(Self.name(Array(packets[offset...])) == "an MPEG transport stream") }
    let sevens = [UInt8](repeating: 0x47, count: 2000)
    #expect(Self.kind(sevens + [0xFF, 0xD8, 0xFF]) == .jpegs)
  }

  /// If the kind depends on more bytes, it is decided when no more come.
  @Test func littleByLittle() {
    let avi = Array("RIFF....AVI LIST".utf8)
    #expect(Self.kind(avi, isAll: false) == nil)
    #expect(Self.name(avi) == "AVI")
    #expect(Self.kind(avi + Array("vidsMJPG".utf8), isAll: false) == .jpegs)
    for count in 1..<9 { #expect(Self.kind(Array("YUV4MPEG2".utf8.prefix(count)), isAll: false) == nil) }
    #expect(Self.kind([], isAll: true) == .jpegs)
    #expect(Self.kind(Array("--frame\r\nContent-Type: image/jpeg\r\n".utf8)) == .jpegs)
  }

  @Test func droughtIsToldOnceUntilAFrameComes() {
    var drought = FrameDrought()
    var told: [Int] = []
    for look in 0..<20 {
      let frames = look < 10 ? 0 : 1
      let remark = drought.note(bytes: UInt64(1000 * (look + 1)), frames: frames, at: UInt64(look) * 500_000_000)
      if remark != nil { told.append(look) }
    }
    #expect(told == [3, 14])
    // bytes came once, and then the network was busy
    drought = FrameDrought()
    for look in 0..<20 { #expect(drought.note(bytes: 1000, frames: 0, at: UInt64(look) * 500_000_000) == nil) }
  }

  @Test func paceIsExact() throws {
    let pacer = Pacer(try #require(FrameRate(30000, 1001)))
    #expect(pacer.due(0) == 0 && pacer.due(30000) == 1_001_000_000_000 && pacer.due(1) == 33_366_666)
  }
}
