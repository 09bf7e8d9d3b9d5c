/// How often the colours of masks occur, in bins of 8 levels for each of red, green and blue.
///
/// Only clean interiors count: pixels whose 3 x 3 neighbourhood is nearly uniform. Along edges JPEG smears a mask's colours into
/// mixtures that belong to no class. All sums are integers, so the order of adding does not matter.
struct ColourHistogram: Sendable {
  /// The pixels of a bin and the mean of their colours.
  struct Bin: Sendable {
    let colour: SIMD3<Double>
    let count: Int
  }

  /// How far a neighbour may differ in one channel and still count as the same colour.
  static let tolerance = 6

  private static let shift: UInt8 = 3
  private var counts = [Int](repeating: 0, count: 1 << 15)
  private var sums = [SIMD3<Int>](repeating: .zero, count: 1 << 15)

  private var pixels = 0

  init() {}

  init(of mask: RGBImage) { add(mask) }

  /// Adds the interior pixels of a mask.
  mutating func add(_ mask: RGBImage) {
    pixels += mask.width * mask.height
    let row = 3 * mask.width
    mask.pixels.withUnsafeBufferPointer { pixels in
      for y in Swift.stride(from: 1, to: mask.height - 1, by: 1) {
        for x in Swift.stride(from: 1, to: mask.width - 1, by: 1) {
          let centre = y * row + 3 * x
          guard Self.isInterior(pixels, centre, row) else { continue }
          add(pixels[centre], pixels[centre + 1], pixels[centre + 2])
        }
      }
    }
  }

  mutating func add(_ other: ColourHistogram) {
    pixels += other.pixels
    for index in counts.indices where other.counts[index] > 0 {
      counts[index] += other.counts[index]
      sums[index] &+= other.sums[index]
    }
  }

  /// The bins that are not empty, in a fixed order.
  var bins: [Bin] {
    counts.indices.compactMap { index in
      let count = counts[index]
      guard count > 0 else { return nil }
      return Bin(colour: SIMD3<Double>(sums[index]) / Double(count), count: count)
    }
  }

  /// Whether it looks like a photo: fewer than half of the pixels lie in areas of one colour, and there are many colours. In CamVid's and
  /// in generated masks at least 0.64 lie in such areas, and 18 bins hold 0.95 of them.
  var isPhoto: Bool {
    let found = counts.reduce(0, +)
    guard found * 2 < pixels else { return false }
    var (held, bins) = (0, 0)
    for count in counts.sorted(by: >) where Double(held) < 0.95 * Double(found) {
      (held, bins) = (held + count, bins + 1)
    }
    return bins > 24
  }

  private mutating func add(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    let index = Int(red >> Self.shift) << 10 | Int(green >> Self.shift) << 5 | Int(blue >> Self.shift)
    counts[index] += 1
    sums[index] &+= SIMD3(Int(red), Int(green), Int(blue))
  }

  private static func isInterior(_ pixels: UnsafeBufferPointer<UInt8>, _ centre: Int, _ stride: Int) -> Bool {
    // the direct neighbours come first: along an edge they differ most
    for offset in [-3, 3, -stride, stride, -stride - 3, -stride + 3, stride - 3, stride + 3] {
      for channel in 0..<3 {
        let difference = Int(pixels[centre + channel]) - Int(pixels[centre + offset + channel])
        guard abs(difference) <= tolerance else { return false }
      }
    }
    return true
  }
}
