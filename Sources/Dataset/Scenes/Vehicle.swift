import Randomness

/// The shape and the paint of a vehicle, in metres: `a` along it (ahead positive), `b` across, `y` up.
struct Vehicle {
  let length, width, height: Double
  /// The height at which the side windows begin.
  let belt: Double
  /// Where the cabin stands, and below where its roof is: rear and front, along the vehicle.
  let cabin: (rear: Double, front: Double)
  let roof: (rear: Double, front: Double)
  let noseHeight: Double
  let wheel: Double
  let paint: SceneColour
  /// Whether the sides are closed behind the driver.
  let isVan: Bool
  let isBus: Bool
  let braking: Bool

  init(_ random: inout SplitMix64, parked: Bool) {
    let paints: [SceneColour] = [
      SceneColour(grey: 0.86), SceneColour(grey: 0.62), SceneColour(grey: 0.36), SceneColour(grey: 0.11),
      SceneColour(0.58, 0.10, 0.10), SceneColour(0.12, 0.20, 0.45), SceneColour(0.14, 0.32, 0.24),
      SceneColour(0.32, 0.44, 0.58), SceneColour(0.72, 0.62, 0.38),
    ]
    braking = !parked && random.chance(0.3)
    let draw = random.uniform()
    switch draw {
    case ..<0.42:  // hatchback
      (length, width, height, belt) = (4.0, 1.72, random.uniform(1.42, 1.52), 0.92)
      (cabin, roof, noseHeight, wheel) = ((-1.98, 1.1), (-1.5, 0.3), 0.72, 0.31)
    case ..<0.70:  // saloon
      (length, width, height, belt) = (4.6, 1.78, random.uniform(1.4, 1.46), 0.94)
      (cabin, roof, noseHeight, wheel) = ((-1.6, 1.1), (-0.95, 0.35), 0.72, 0.32)
    case ..<0.85:  // estate or off-roader
      (length, width, height, belt) = (4.5, 1.84, random.uniform(1.5, 1.8), 1.02)
      (cabin, roof, noseHeight, wheel) = ((-2.22, 1.1), (-1.95, 0.45), 0.86, 0.36)
    case ..<0.95:  // van
      (length, width, height, belt) = (5.2, 1.95, random.uniform(2, 2.5), 1.15)
      (cabin, roof, noseHeight, wheel) = ((-2.6, 2.0), (-2.58, 1.3), 0.95, 0.34)
    default:  // bus or lorry
      let tall = random.chance(0.4) ? 4.2 : 3.0
      (length, width, height, belt) = (10.5, 2.5, tall, 1.2)
      (cabin, roof, noseHeight, wheel) = ((-5.24, 5.24), (-5.2, 5.1), 1.15, 0.48)
    }
    isVan = draw >= 0.85 && draw < 0.95
    isBus = draw >= 0.95
    paint = (isVan && random.chance(0.6) ? SceneColour(grey: 0.85) : random.pick(paints)).varied(&random, 0.06)
  }
}
