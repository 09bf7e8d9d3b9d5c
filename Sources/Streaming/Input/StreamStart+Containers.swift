/// Containers. Those that hold JPEGs are read, because a JPEG is found wherever it stands.
extension StreamStart {
  enum Container {
    case none, undecided, jpegs
    case foreign(ForeignFormat)
  }

  func container(isAll: Bool) -> Container {
    if begins("RIFF"), begins("AVI ", at: 8) {
      return held(by: "AVI", isAll, ours: ["MJPG", "mjpg", "jpeg", "AVRn"], known: ["strf"])
    }
    if begins([0x1A, 0x45, 0xDF, 0xA3]) {
      return held(by: "Matroska or WebM", isAll, ours: ["V_MJPEG"], known: ["V_"])
    }
    if isMovie {
      let known: [StaticString] = ["avc1", "avc3", "hvc1", "hev1", "av01", "vp09", "mp4v"]
      return held(by: "MP4 or QuickTime", isAll, ours: ["jpeg", "mjpa", "mjpb"], known: known)
    }
    if begins("nut/multimedia") {
      return held(by: "NUT", isAll, ours: ["MJPG", "mjpg"], known: ["H264", "avc1", "mp4v"])
    }
    for (magic, name) in StreamStart.others where begins(magic) { return .foreign(.video(name)) }
    return isTransportStream ? .foreign(.video("an MPEG transport stream")) : .none
  }

  private static let others: [([UInt8], String)] = [
    ([0x46, 0x4C, 0x56, 1], "FLV"), ([0x4F, 0x67, 0x67, 0x53], "Ogg"), ([0x30, 0x26, 0xB2, 0x75], "ASF or WMV"),
  ]

  /// - Parameters:
  ///   - ours: names of codecs whose frames are JPEGs.
  ///   - known: words that a header holds once it has named its codec.
  private func held(by name: String, _ isAll: Bool, ours: [StaticString], known: [StaticString]) -> Container {
    for codec in ours where contains(codec) { return .jpegs }
    let format = isMovie ? ForeignFormat.file(name) : .video(name)
    for word in known where contains(word) { return .foreign(format) }
    guard isAll else { return .undecided }
    return holdsJPEG ? .jpegs : .foreign(format)
  }

  private var isMovie: Bool {
    for kind: StaticString in ["ftyp", "moov", "mdat", "wide", "styp"] where begins(kind, at: 4) { return true }
    return false
  }

  /// Whether packets of 188 bytes follow each other, or of 192 or 204 with extra bytes; the stream may begin inside a packet.
  private var isTransportStream: Bool {
    for size in [188, 192, 204] {
      for offset in 0..<size where isPacket(offset) && isPacket(offset + size) && isPacket(offset + 2 * size) {
        if offset == 0 || (offset == 4 && size == 192) || isPacket(offset + 3 * size) { return !holdsJPEG }
      }
    }
    return false
  }

  /// Whether a packet begins here. The byte after 0x47 must differ from it, because a grey picture has 0x47 everywhere.
  private func isPacket(_ index: Int) -> Bool { byte(index) == 0x47 && byte(index + 1) != 0x47 }
}
