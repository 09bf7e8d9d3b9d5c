import Vision

extension JPEGSplitter where Source: ~Copyable {
  /// Passes a segment by its length; the scan that it may begin is next.
  mutating func passSegment(_ code: UInt8) -> Step {
    let bytes = unsafe buffer.base
    guard cursor + 3 < end else { return .needsMore }
    let length = unsafe Int(bytes[cursor + 2]) << 8 | Int(bytes[cursor + 3])
    let segmentEnd = cursor + 2 + length
    guard length >= 2 else { return .found(breakOff(.malformed, at: resume)) }
    guard segmentEnd < end else { return .needsMore }  // the byte after the segment is needed too
    guard unsafe bytes[segmentEnd] == JPEGMarker.prefix || code == JPEGMarker.startOfScan else {
      return .found(breakOff(.malformed, at: resume))
    }
    looked = segmentEnd
    if let inner = startInside(cursor + 4..<segmentEnd, of: code) { return .found(breakOff(.cutShort, at: inner)) }
    if JPEGMarker.isApplication(code), !sawScan, resume == cursor { resume = segmentEnd }
    cursor = segmentEnd
    isBehindScan = false
    if code == JPEGMarker.startOfScan {
      sawScan = true
      state = .entropy
    }
    return .passed
  }

  /// The index of an SOI in a segment that cannot hold one; nil without. The picture then broke off inside this segment, and the
  /// segment's length took in the start of the next picture.
  ///
  /// Thumbnails stand in APP segments, so only the last two bytes of these are searched. The table of a quantisation segment holds no
  /// zero but a picture's segments do, so there an SOI counts if a zero follows it or it is at the very end. A scan's parameters never end
  /// in 0xFF.
  private func startInside(_ range: Range<Int>, of code: UInt8) -> Int? {
    let holdsPictures = JPEGMarker.isApplication(code) && !isPlainJFIF(code, range)
    let lastZero = code == JPEGMarker.quantisation ? lastZero(in: range) : nil
    var index = holdsPictures ? max(range.upperBound - 2, range.lowerBound) : range.lowerBound
    while index + 1 < range.upperBound {
      if isStart(at: index),
        code != JPEGMarker.quantisation || lastZero.map({ index < $0 }) == true || index + 2 == range.upperBound
      {
        return index
      }
      index += 1
    }
    return code == JPEGMarker.startOfScan && !range.isEmpty && isStart(at: index) ? index : nil
  }

  private func lastZero(in range: Range<Int>) -> Int? {
    for index in range.reversed() where unsafe buffer.base[index] == 0 { return index }
    return nil
  }

  private func isPlainJFIF(_ code: UInt8, _ range: Range<Int>) -> Bool { code == JPEGMarker.jfif && range.count == 14 }

  /// Whether an SOI stands at `index`, and after it the marker that must follow, as far as the bytes have come.
  private func isStart(at index: Int) -> Bool {
    let bytes = unsafe buffer.base
    return unsafe bytes[index] == JPEGMarker.prefix && bytes[index + 1] == JPEGMarker.startOfImage
      && (index + 2 >= end || bytes[index + 2] == JPEGMarker.prefix)
  }
}
