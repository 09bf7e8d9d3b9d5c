import CSystem
import Model
import Vision

/// One line of JSON for a frame: its number, its time of arrival, the classes' shares, and its mask as runs.
///
///     {"frame":1,"arrival":1764000000.123456,"width":480,"height":360,"shares":{"road":0.250000,...},"runs":[3,120,0,9,...]}
///
/// Runs are pairs of class and length, row after row. 255 marks pixels that the network has not seen; the shares are shares of all
/// other pixels.
struct RunLengthLine {
  /// `,"NAME":` for each class; the comma separates it from the class before.
  private let keys: [[UInt8]]
  private var text = TextWriter()
  private var counts = [Int](repeating: 0, count: 256)
  private var sums = [Int](repeating: 0, count: 256)

  init(classes: [ModelClass]) {
    keys = classes.enumerated().map { index, item in
      var json = JSONWriter()
      json.string(item.name)
      return (index == 0 ? [] : [0x2C]) + json.bytes + [0x3A]
    }
  }

  /// Bytes that hold any line: a run of one pixel takes six, and a share or a margin fewer than 32 besides its name.
  static func capacity(_ classes: [ModelClass], pixels: Int) -> Int {
    6 * pixels + classes.reduce(1024) { $0 + 2 * (6 * $1.name.utf8.count + 32) }
  }

  var bytes: [UInt8] { text.bytes }

  /// - Parameters:
  ///   - mask: [size.height][size.width].
  ///   - margins: [size.height][size.width]; nil where they are not asked for.
  ///   - capacity: bytes that hold any line of this size.
  mutating func make(
    of mask: UnsafeBufferPointer<UInt8>, size: PictureSize, margins: UnsafeBufferPointer<UInt8>?, frame: Frame,
    capacity: Int
  ) {
    text.removeAll()
    text.reserve(capacity)
    text.text("{\"frame\":")
    text.integer(frame.position)
    text.text(",\"arrival\":")
    append(unixTime: catseye_unix_time() &- (catseye_clock() &- frame.times.arrival))
    text.text(",\"width\":")
    text.integer(size.width)
    text.text(",\"height\":")
    text.integer(size.height)
    unsafe count(mask, margins)
    let seen = mask.count - counts[255]
    text.text(",\"shares\":{")
    for index in keys.indices { member(index, Double(counts[index]) / Double(max(seen, 1)), decimals: 6) }
    if unsafe margins != nil {
      text.text("},\"margins\":{")
      // in units of the logits; 0 for a class that no pixel has
      for index in keys.indices {
        member(index, Double(sums[index]) / Double(max(counts[index], 1)) / 16, decimals: 3)
      }
    }
    text.text("},\"runs\":[")
    unsafe appendRuns(mask)
    text.text("]}\n")
  }

  private mutating func count(_ mask: UnsafeBufferPointer<UInt8>, _ margins: UnsafeBufferPointer<UInt8>?) {
    for index in 0..<256 {
      counts[index] = 0
      sums[index] = 0
    }
    for pixel in 0..<mask.count { unsafe counts[Int(mask[pixel])] += 1 }
    guard let margins = unsafe margins else { return }
    for pixel in 0..<mask.count { unsafe sums[Int(mask[pixel])] += Int(margins[pixel]) }
  }

  private mutating func member(_ index: Int, _ value: Double, decimals: Int) {
    text.append(keys[index])
    text.fixed(value, decimals: decimals)
  }

  private mutating func appendRuns(_ mask: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while start < mask.count {
      let kind = unsafe mask[start]
      var end = start + 1
      while end < mask.count, unsafe mask[end] == kind { end += 1 }
      if start > 0 { text.byte(0x2C) }
      text.integer(Int(kind))
      text.byte(0x2C)
      text.integer(end - start)
      start = end
    }
  }

  private mutating func append(unixTime nanoseconds: UInt64) {
    text.integer(Int(nanoseconds / 1_000_000_000))
    text.byte(0x2E)
    let microseconds = Int(nanoseconds / 1000 % 1_000_000)
    var unit = 100_000
    while unit > 0 {
      text.byte(UInt8(0x30 + microseconds / unit % 10))
      unit /= 10
    }
  }
}
