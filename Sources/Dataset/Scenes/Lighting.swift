import Randomness

/// The weather, the sun and the camera's look, for all frames of a drive.
struct Lighting {
  let overcast: Bool
  /// The side from which the sun shines: -1 left, 1 right.
  let sunSide: Double
  /// The length of the shadow across the street of a thing one metre high, in metres.
  let shadowLength: Double
  let zenith: SceneColour
  let horizon: SceneColour
  let cloudCover: Float
  let hazeDistance: Float
  /// Factors for what is in the sun, and for what is in the shade.
  let sunlit: SceneColour
  let shaded: SceneColour
  let tint: SceneColour
  let contrast: Float
  let exposure: Float
  let vignette: Float
  let grain: Float

  init(_ random: inout SplitMix64) {
    overcast = random.chance(0.35)
    sunSide = random.chance(0.5) ? 1 : -1
    shadowLength = random.uniform(0.4, 1.5)
    let evening = Float(random.chance(0.25) ? random.uniform(0.3, 1) : 0)
    if overcast {
      let grey = Float(random.uniform(0.68, 0.93))
      zenith = SceneColour(grey - 0.05, grey - 0.02, grey + 0.01)
      horizon = SceneColour(grey: min(1, grey + 0.04))
      cloudCover = 0.9
      hazeDistance = Float(random.uniform(130, 320))
      let flat = Float(random.uniform(0.72, 0.9))
      sunlit = SceneColour(grey: flat)
      shaded = SceneColour(grey: flat * 0.88)
    } else {
      zenith = SceneColour(0.27, 0.49, 0.80).varied(&random, 0.1).mixed(SceneColour(0.42, 0.46, 0.66), evening)
      horizon = SceneColour(0.78, 0.87, 0.94).mixed(SceneColour(0.97, 0.82, 0.66), evening)
      cloudCover = Float(random.uniform(0.1, 0.65))
      hazeDistance = Float(random.uniform(220, 650))
      sunlit = SceneColour(1.08, 1.05, 0.98).mixed(SceneColour(1.10, 0.95, 0.78), evening)
      shaded = SceneColour(0.52, 0.56, 0.66) * Float(random.uniform(0.9, 1.15))
    }
    tint = SceneColour(grey: 1).varied(&random, 0.05)
    contrast = Float(random.uniform(0.85, 1.08))
    exposure = Float(random.uniform(-0.03, 0.07))
    vignette = Float(random.uniform(0.02, 0.14))
    grain = Float(random.uniform(0.01, 0.04))
  }

  /// The factor for an upright surface that faces the given side (-1 left, 1 right, 0 along the street).
  func wall(facing side: Double) -> SceneColour {
    side == 0 ? shaded.mixed(sunlit, 0.45) : (side == sunSide ? sunlit : shaded)
  }
}
