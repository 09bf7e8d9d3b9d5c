import Randomness

extension SceneRenderer {
  /// The trees and hedges of a side.
  func drawTrees(_ side: Street.Side, _ shadows: inout GroundShadows) {
    for cell in cells(9, behind: 4) {
      var random = SplitMix64(seed: street.seed, 20, Int(side.sign), cell)
      let s = (Double(cell) + random.uniform(0.1, 0.9)) * 9
      guard random.chance(side.trees), !street.isCrossing(s - 2, s + 2) else { continue }
      let room = side.setback + street.pavementWidth
      let t = side.sign * (street.halfWidth + random.uniform(0.7, max(0.9, room - 1.2)))
      drawTree(s: s, t: t, &random, &shadows)
    }
    guard side.setback > 6 else { return }
    // A park's back is closed by bushes and trees.
    for cell in cells(4, behind: 0) {
      var random = SplitMix64(seed: street.seed, 21, Int(side.sign), cell)
      guard random.chance(0.55) else { continue }
      let t = side.sign * (street.front(side) + random.uniform(-2, 6))
      let s = (Double(cell) + random.uniform(0, 1)) * 4
      guard !street.isCrossing(s - 3, s + 3) else { continue }
      drawCrown(
        s: s, t: t, y: random.uniform(0.5, 3), radius: random.uniform(1.6, 3.2),
        SceneColour(0.26, 0.36, 0.15).varied(&random, 0.08), seed: random.next())
    }
  }

  private func drawTree(s: Double, t: Double, _ random: inout SplitMix64, _ shadows: inout GroundShadows) {
    let height = random.uniform(4, 11)
    let radius = height * random.uniform(0.22, 0.33)
    let trunk = random.uniform(0.1, 0.16) * (height / 6)
    let bark = SceneColour(0.33, 0.27, 0.21).varied(&random, 0.08)
    let leaves = random.pick([
      SceneColour(0.28, 0.40, 0.15), SceneColour(0.22, 0.33, 0.15), SceneColour(0.36, 0.44, 0.18),
      SceneColour(0.46, 0.38, 0.16), SceneColour(0.30, 0.36, 0.22),
    ]).varied(&random, 0.08)
    let light = street.light
    let noise = ValueNoise(seed: random.next())
    fillBillboard(s: s, t: t, halfWidth: trunk, low: 0, high: height * 0.6, .tree) { u, v, _ in
      let round = 1 - 0.5 * abs(u / Float(trunk) - Float(light.sunSide) * 0.3)
      return bark * light.sunlit * round * (0.75 + 0.5 * noise(u * 30, v * 6))
    }
    let centre = height - radius * 1.1
    for index in 0..<8 {
      // A ring of clumps around a middle one.
      let angle = Double(index) / 7 + random.uniform(0, 0.1)
      let spread = index == 0 ? 0 : radius * random.uniform(0.45, 0.75)
      drawCrown(
        s: s + 0.6 * spread * sine(turns: angle * 3), t: t + spread * sine(turns: angle + 0.25),
        y: centre + spread * 0.9 * sine(turns: angle), radius: radius * random.uniform(0.55, 0.8),
        leaves.varied(&random, 0.03), seed: random.next())
    }
    shadows.add(s: s, t: t, halfLength: trunk * 2.5, halfWidth: trunk * 2.5, strength: 0.7)
    guard !light.overcast else { return }
    let shift = light.sunSide * centre * light.shadowLength
    shadows.add(
      s: s, t: t - shift, halfLength: radius * 1.3, halfWidth: radius * (1 + light.shadowLength * 0.5), strength: 1,
      soft: true)
  }

  /// One clump of leaves with a ragged edge, lit from above and from the sun's side.
  private func drawCrown(
    s: Double, t: Double, y: Double, radius: Double, _ colour: SceneColour, seed: UInt64
  ) {
    let light = street.light
    let noise = ValueNoise(seed: seed)
    let r = Float(radius)
    let half = radius * 1.25
    canvas.fill(
      [
        camera.vertex(s, t - half, y - half, -half, -half), camera.vertex(s, t + half, y - half, half, -half),
        camera.vertex(s, t + half, y + half, half, half), camera.vertex(s, t - half, y + half, -half, half),
      ], .tree, camera
    ) { u, v, z in
      let (x, y) = (u / r, v / r)
      let square = x * x + y * y
      guard square < 1.5 else { return nil }
      let edge = noise.fractal(u * 2.1, v * 2.1, octaves: 3)
      guard square < 0.62 + 0.8 * edge else { return nil }
      let detail = 1 / (1 + z / 60)
      let clumps = noise.fractal(u * 1.6 + 40, v * 1.6, octaves: 2)
      let leaf = noise(u * 9, v * 9)
      let lit = 0.5 + 0.4 * y + 0.22 * x * Float(light.sunSide) + 0.5 * (clumps - 0.5)
      let shade = light.shaded.mixed(light.sunlit, max(0, min(1, lit + 0.2)))
      return colour * shade * (0.95 + 0.45 * (leaf - 0.5) * detail + 0.5 * (clumps - 0.4))
    }
  }
}
