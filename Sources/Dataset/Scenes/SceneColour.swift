import Randomness

/// Red, green and blue, 0 to 1, as displayed (not linear light).
typealias SceneColour = SIMD3<Float>

extension SIMD3 where Scalar == Float {
  init(grey: Float) { self.init(grey, grey, grey) }

  /// This colour for an `amount` of 0, `other` for 1.
  func mixed(_ other: SceneColour, _ amount: Float) -> SceneColour { self + (other - self) * amount }

  /// A random colour around this one: `spread` each way in brightness, a third of it in hue.
  func varied(_ random: inout SplitMix64, _ spread: Double) -> SceneColour {
    let grey = Float(random.uniform(-spread, spread))
    let hue = spread / 3
    let offset = SceneColour(
      Float(random.uniform(-hue, hue)), Float(random.uniform(-hue, hue)), Float(random.uniform(-hue, hue)))
    return (self + offset + SceneColour(grey: grey)).clamped(
      lowerBound: SceneColour(grey: 0), upperBound: SceneColour(grey: 1))
  }
}

/// 0 up to `low`, 1 from `high` on, and smooth in between.
func smoothStep(_ low: Float, _ high: Float, _ x: Float) -> Float {
  let t = max(0, min(1, (x - low) / (high - low)))
  return t * t * (3 - 2 * t)
}

/// The sine of `turns` full turns, to 0.1%. It uses plain arithmetic, because libm's last bit differs between machines.
func sine(turns: Double) -> Double {
  let x = 2 * (turns - turns.rounded(.down)) - 1
  let parabola = -4 * x * (1 - abs(x))
  return 0.775 * parabola + 0.225 * parabola * abs(parabola)
}
