/// The shadows on the ground ahead, sorted by distance so that each sample tests only a few.
struct GroundShadows {
  private struct Ellipse {
    let s, t, halfLength, halfWidth, strength: Float
    let soft: Bool
  }

  private static let binLength = 4.0
  private static let binCount = 60
  private let start: Double
  private var bins = [[Ellipse]](repeating: [], count: binCount)
  /// For each metre ahead: how far from the middle the shadow of the buildings on the sun's side reaches.
  var reach = [Float](repeating: .infinity, count: 256)

  init(from s: Double) { start = s }

  /// Adds an ellipse; a soft one is dappled, as under a tree.
  mutating func add(
    s: Double, t: Double, halfLength: Double, halfWidth: Double, strength: Double, soft: Bool = false
  ) {
    let first = Int(((s - halfLength - start) / Self.binLength).rounded(.down))
    let last = Int(((s + halfLength - start) / Self.binLength).rounded(.down))
    guard last >= 0, first < Self.binCount, first <= last else { return }
    let ellipse = Ellipse(
      s: Float(s - start), t: Float(t), halfLength: Float(halfLength), halfWidth: Float(halfWidth),
      strength: Float(strength), soft: soft)
    for bin in max(0, first)...min(Self.binCount - 1, last) { bins[bin].append(ellipse) }
  }

  /// How dark the ground is z metres ahead at t, 0 to 1.
  func darkness(z: Float, t: Float, noise: ValueNoise) -> Float {
    let bin = Int(z / Float(Self.binLength))
    guard bin >= 0, bin < Self.binCount else { return 0 }
    var dark: Float = 0
    for shadow in bins[bin] {
      let ds = (z - shadow.s) / shadow.halfLength
      let dt = (t - shadow.t) / shadow.halfWidth
      let distance = ds * ds + dt * dt
      guard distance < 1.3 else { continue }
      var amount = smoothStep(1.15, 0.55, distance) * shadow.strength
      if shadow.soft {
        amount *= smoothStep(0.25, 0.5, noise((z + Float(start)) * 1.7, t * 1.7) + 0.25 * (1 - distance))
      }
      dark = max(dark, amount)
    }
    return dark
  }
}
