import Vision

extension JPEGSplitter where Source: ~Copyable {
  /// Parses the bytes that are there; nil when it needs more of them.
  mutating func parse() -> Event? {
    while true {
      switch state {
      case .searching: guard search() else { return nil }
      case .entropy: guard passEntropy() else { return nil }
      case .marker:
        switch passMarker() {
        case .passed: continue
        case .needsMore: return nil
        case .found(let event): return event
        }
      case .delivered: return .picture
      }
    }
  }

  mutating func skip(to position: Int) {
    if !isBehindBroken { skipped += position - start }
    start = position
    cursor = position
  }

  /// Skips to the next SOI. An SOI counts only if another marker follows it.
  private mutating func search() -> Bool {
    let bytes = unsafe buffer.base
    var index = start
    while index + 2 < end {
      if unsafe bytes[index] == JPEGMarker.prefix, unsafe bytes[index + 1] == JPEGMarker.startOfImage,
        unsafe bytes[index + 2] == JPEGMarker.prefix
      {
        skip(to: index)
        cursor = index + 2
        resume = cursor
        sawScan = false
        isBehindScan = false
        state = .marker
        return true
      }
      index += 1
    }
    skip(to: index)
    return false
  }

  /// Passes entropy-coded data, with its stuffed zeros and restart markers, up to any other marker.
  private mutating func passEntropy() -> Bool {
    let bytes = unsafe buffer.base
    while cursor + 1 < end {
      guard unsafe bytes[cursor] == JPEGMarker.prefix else {
        cursor += 1
        continue
      }
      let next = unsafe bytes[cursor + 1]
      if next == 0 || JPEGMarker.isRestart(next) {
        cursor += 2
      } else if next == JPEGMarker.prefix {
        cursor += 1  // a fill byte
      } else {
        state = .marker
        isBehindScan = true
        return true
      }
    }
    return false
  }

  enum Step { case passed, needsMore, found(Event) }

  private mutating func passMarker() -> Step {
    let bytes = unsafe buffer.base
    guard cursor + 1 < end else { return .needsMore }
    guard unsafe bytes[cursor] == JPEGMarker.prefix else { return .found(breakOff(.malformed, at: resume)) }
    while cursor + 1 < end, unsafe bytes[cursor + 1] == JPEGMarker.prefix { cursor += 1 }
    guard cursor + 1 < end else { return .needsMore }
    let code = unsafe bytes[cursor + 1]
    if code == JPEGMarker.startOfImage {
      return .found(isBehindScan ? deliver(hasEnd: false) : breakOff(.cutShort, at: cursor))
    }
    if code == JPEGMarker.endOfImage, sawScan {
      cursor += 2
      return .found(deliver(hasEnd: true))
    }
    guard JPEGMarker.hasSegment(code), code != JPEGMarker.endOfImage else {
      return .found(breakOff(.malformed, at: resume))
    }
    return passSegment(code)
  }
}
