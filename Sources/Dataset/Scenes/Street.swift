import Randomness

/// A street without end. What stands where follows from the seed alone, so a drive may have any length.
struct Street {
  /// The left or the right of the street.
  struct Side {
    /// -1 left, 1 right.
    let sign: Double
    /// Metres from the pavement's edge to the buildings.
    let setback: Double
    /// Metres of street for one building, and how high they are.
    let plot: Double
    let heights: (low: Double, high: Double)
    let gables: Bool
    /// Probabilities that a place has one.
    let buildings: Double
    let trees: Double
    let fences: Double
    let parked: Double
    let grass: Bool
  }

  let seed: UInt64
  let light: Lighting
  let lanes: Int
  let laneWidth: Double
  /// Metres from the middle to the kerb.
  let halfWidth: Double
  let pavementWidth: Double
  /// The side that the traffic keeps to: -1 left, 1 right.
  let driveSide: Double
  let left: Side
  let right: Side
  let asphalt: SceneColour
  let paving: SceneColour
  let lawn: SceneColour
  let edgeLines: Bool
  let crossingSpacing: Double
  let bendScale: Double
  let crowd: Double
  let traffic: Double
  let bonnet: SceneColour?

  init(seed: UInt64) {
    self.seed = seed
    var random = SplitMix64(seed: seed, 1)
    light = Lighting(&random)
    lanes = random.chance(0.7) ? 1 : 2
    laneWidth = random.uniform(2.9, 3.6)
    halfWidth = Double(lanes) * laneWidth + random.uniform(0.2, 2.4)
    pavementWidth = random.uniform(1.6, 4.2)
    driveSide = random.chance(0.5) ? 1 : -1
    left = Self.side(-1, &random)
    right = Self.side(1, &random)
    asphalt = SceneColour(grey: Float(random.uniform(0.30, 0.50))).varied(&random, 0.04)
    paving = SceneColour(grey: Float(random.uniform(0.48, 0.70))).varied(&random, 0.1)
    lawn = SceneColour(0.31, 0.42, 0.18).varied(&random, 0.1)
    edgeLines = random.chance(0.5)
    crossingSpacing = random.uniform(70, 160)
    bendScale = random.uniform(0.0002, 0.0035)
    crowd = random.uniform(0.1, 0.8)
    traffic = random.uniform(0.2, 0.9)
    bonnet = random.chance(0.2) ? SceneColour(grey: Float(random.uniform(0.05, 0.5))).varied(&random, 0.2) : nil
  }

  private static func side(_ sign: Double, _ random: inout SplitMix64) -> Side {
    switch random.integer(below: 4) {
    case 0:  // a terrace at the pavement
      return Side(
        sign: sign, setback: random.uniform(0, 0.8), plot: random.uniform(6, 11), heights: (7, 12),
        gables: random.chance(0.6), buildings: 0.97, trees: 0.15, fences: 0.06, parked: random.uniform(0.2, 0.9),
        grass: false)
    case 1:  // detached houses with front gardens
      return Side(
        sign: sign, setback: random.uniform(3, 7), plot: random.uniform(11, 17), heights: (5, 8), gables: true,
        buildings: 0.85, trees: 0.55, fences: 0.75, parked: random.uniform(0, 0.5), grass: true)
    case 2:  // tall blocks of a city
      return Side(
        sign: sign, setback: random.uniform(0, 3), plot: random.uniform(12, 24), heights: (11, 26), gables: false,
        buildings: 0.95, trees: 0.35, fences: 0.1, parked: random.uniform(0, 0.5), grass: false)
    default:  // a park or an avenue
      return Side(
        sign: sign, setback: random.uniform(8, 18), plot: random.uniform(14, 26), heights: (6, 14),
        gables: random.chance(0.5), buildings: 0.5, trees: 0.9, fences: 0.6, parked: random.uniform(0, 0.3), grass: true
      )
    }
  }

  /// Metres from the middle to the fronts of a side's buildings.
  func front(_ side: Side) -> Double { halfWidth + pavementWidth + side.setback }

  /// 1 / radius at a place along the street, positive to the right.
  func curvature(_ s: Double) -> Double {
    bendScale * (sine(turns: s / 310 + Double(seed & 255) / 256) + 0.4 * sine(turns: s / 130))
  }

  /// The side road that begins nearest before `s`, or contains it: where it begins and ends along the street.
  func crossing(near s: Double) -> Range<Double>? {
    let cell = Int((s / crossingSpacing).rounded(.down))
    var random = SplitMix64(seed: seed, 2, cell)
    guard random.chance(0.7) else { return nil }
    let start = (Double(cell) + random.uniform(0.2, 0.7)) * crossingSpacing
    return start..<start + random.uniform(7, 11)
  }

  /// Whether a side road leaves no room for things between `low` and `high`.
  func isCrossing(_ low: Double, _ high: Double) -> Bool {
    for s in [low, high] {
      if let crossing = crossing(near: s), crossing.lowerBound < high, crossing.upperBound > low { return true }
    }
    return false
  }
}
