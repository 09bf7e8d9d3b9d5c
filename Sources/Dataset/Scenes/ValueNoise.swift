/// Smooth noise in the plane: random values at whole coordinates, interpolated smoothly.
struct ValueNoise {
  private let seed: UInt32

  init(seed: UInt64) { self.seed = UInt32(truncatingIfNeeded: seed ^ seed >> 32) }

  /// A fixed random number for a cell, 0 to 1 (the mixing steps of MurmurHash3).
  func cell(_ x: Int32, _ y: Int32) -> Float {
    var hash = seed &+ UInt32(bitPattern: x) &* 0x9E37_79B1 &+ UInt32(bitPattern: y) &* 0x85EB_CA77
    hash = (hash ^ hash >> 16) &* 0x85EB_CA6B
    hash = (hash ^ hash >> 13) &* 0xC2B2_AE35
    hash ^= hash >> 16
    return Float(hash >> 8) * 0x1p-24
  }

  /// One octave, 0 to 1.
  func callAsFunction(_ x: Float, _ y: Float) -> Float {
    let left = x.rounded(.down)
    let top = y.rounded(.down)
    // Far coordinates wrap instead of trapping.
    let ix = Int32(truncatingIfNeeded: Int64(max(-1e15, min(1e15, left))))
    let iy = Int32(truncatingIfNeeded: Int64(max(-1e15, min(1e15, top))))
    let fx = smooth(x - left)
    let fy = smooth(y - top)
    let upper = cell(ix, iy) + (cell(ix &+ 1, iy) - cell(ix, iy)) * fx
    let lower = cell(ix, iy &+ 1) + (cell(ix &+ 1, iy &+ 1) - cell(ix, iy &+ 1)) * fx
    return upper + (lower - upper) * fy
  }

  /// Several octaves, each of half the size and half the weight of the one before, 0 to 1.
  func fractal(_ x: Float, _ y: Float, octaves: Int) -> Float {
    var sum: Float = 0
    var weight: Float = 1
    var total: Float = 0
    var scale: Float = 1
    for octave in 0..<octaves {
      sum += weight * self(x * scale + Float(octave) * 17, y * scale + Float(octave) * 31)
      total += weight
      weight *= 0.5
      scale *= 2
    }
    return sum / total
  }

  private func smooth(_ t: Float) -> Float { t * t * (3 - 2 * t) }
}
