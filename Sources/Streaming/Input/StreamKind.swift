/// What kind of stream its first bytes announce.
enum StreamKind: Equatable {
  case y4m
  case foreign(ForeignFormat)
  /// JPEGs, alone or inside something else; also anything that is not known.
  case jpegs

  /// - Parameter isAll: whether no more bytes will come, or no more time is left for them.
  /// - Returns: nil where more bytes are needed to decide; never with `isAll`.
  static func recognise(_ bytes: UnsafeBufferPointer<UInt8>, isAll: Bool) -> StreamKind? {
    let start = unsafe StreamStart(bytes: bytes)
    if start.begins([0xFF, 0xD8, 0xFF]) { return .jpegs }
    if start.begins("YUV4MPEG2") { return .y4m }
    if let format = start.picture ?? start.codedVideo ?? start.other { return .foreign(format) }
    switch start.container(isAll: isAll) {
    case .jpegs: return .jpegs
    case .foreign(let format): return .foreign(format)
    case .undecided: return nil
    case .none: return isAll || bytes.count >= 1024 ? .jpegs : nil
    }
  }

  /// Whether the bytes are the beginning of a Y4M header, but too short to be sure.
  static func mayBecomeY4M(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let word = Array("YUV4MPEG2".utf8)
    guard bytes.count < word.count else { return false }
    return unsafe bytes.elementsEqual(word[..<bytes.count])
  }
}
