import Randomness

extension SceneRenderer {
  /// Lamps, traffic lights, signs, bollards, bins and fences of a side.
  func drawFurniture(_ side: Street.Side, _ shadows: inout GroundShadows) {
    let kerb = side.sign * (street.halfWidth + 0.45)
    for cell in cells(27, offset: side.sign > 0 ? 13 : 0) {
      let s = Double(cell) * 27 + (side.sign > 0 ? 13 : 0)
      guard !street.isCrossing(s - 1, s + 1) else { continue }
      drawLamp(s: s, t: kerb, side)
      shadows.add(s: s, t: kerb, halfLength: 0.3, halfWidth: 0.3, strength: 0.5)
    }
    for cell in cells(16) {
      var random = SplitMix64(seed: street.seed, 30, Int(side.sign), cell)
      let s = (Double(cell) + random.uniform(0.2, 0.8)) * 16
      guard !street.isCrossing(s - 1, s + 1) else { continue }
      switch random.integer(below: 6) {
      case 0, 1, 2: drawSign(s: s, t: kerb + side.sign * 0.1, &random)
      case 3: drawBollards(s: s, t: kerb, &random)
      case 4: drawBin(s: s, t: kerb + side.sign * 0.3, &random, &shadows)
      default: break
      }
    }
    for cell in cells(street.crossingSpacing) {
      let crossing = street.crossing(near: (Double(cell) + 0.5) * street.crossingSpacing)
      if let crossing { drawTrafficLight(s: crossing.lowerBound - 1.5, t: kerb, green: crossing.lowerBound / 7) }
    }
    drawFences(side)
  }

  private func drawPole(
    s: Double, t: Double, radius: Double, low: Double = 0, high: Double, _ colour: SceneColour
  ) {
    let light = street.light
    fillBillboard(s: s, t: t, halfWidth: radius, low: low, high: high, .pole) { u, _, _ in
      let round = 1 - 0.45 * abs(u / Float(radius) - Float(light.sunSide) * 0.4)
      return colour * light.sunlit * round
    }
  }

  private func drawLamp(s: Double, t: Double, _ side: Street.Side) {
    let colour = SceneColour(grey: 0.35 + 0.3 * Float(street.seed & 7) / 7)
    let light = street.light
    drawPole(s: s, t: t, radius: 0.11, high: 1.2, colour)
    drawPole(s: s, t: t, radius: 0.075, high: 7.5, colour)
    let reach = -side.sign * 1.5
    canvas.fill(
      [
        camera.vertex(s, t, 7.4, 0, 0), camera.vertex(s, t + reach, 7.8, 0, 0),
        camera.vertex(s, t + reach, 7.92, 0, 1), camera.vertex(s, t, 7.52, 0, 1),
      ], .pole, camera
    ) { _, _, _ in colour * light.shaded }
    fillBillboard(s: s - 0.01, t: t + reach, halfWidth: 0.32, low: 7.72, high: 7.94, .pole) { _, v, _ in
      SceneColour(grey: v < 7.78 ? 0.85 : 0.45)
    }
  }

  private func drawTrafficLight(s: Double, t: Double, green: Double) {
    drawPole(s: s, t: t, radius: 0.07, high: 3.1, SceneColour(grey: 0.3))
    let phase = (time / 12 + green) - (time / 12 + green).rounded(.down)
    let lit: Float = phase < 0.45 ? 0 : (phase < 0.55 ? 1 : 2)
    fillBillboard(s: s - 0.1, t: t, halfWidth: 0.22, low: 2.3, high: 3.4, .sign) { u, v, _ in
      let lamp = max(0, min(2, ((v - 2.35) / 0.34).rounded(.down)))
      let y = v - 2.35 - 0.34 * lamp - 0.17
      guard u * u + y * y < 0.0169 else { return SceneColour(grey: abs(u) > 0.19 ? 0.85 : 0.07) }
      let on: [SceneColour] = [SceneColour(0.25, 0.95, 0.6), SceneColour(1, 0.75, 0.2), SceneColour(1, 0.22, 0.15)]
      return lamp == lit ? on[Int(lamp)] : on[Int(lamp)] * 0.2
    }
  }

  private func drawSign(s: Double, t: Double, _ random: inout SplitMix64) {
    let top = random.uniform(2.3, 3)
    let size = random.uniform(0.32, 0.5)
    let kind = random.integer(below: 4)
    let white = SceneColour(0.92, 0.92, 0.9)
    let blue = SceneColour(0.1, 0.25, 0.65)
    let face = random.pick(
      kind < 2 ? [white, blue] : [white, blue, SceneColour(0.95, 0.8, 0.15), SceneColour(0.1, 0.45, 0.3)])
    let light = street.light.sunlit.mixed(street.light.shaded, Float(random.uniform(0, 0.6)))
    drawPole(s: s, t: t, radius: 0.045, high: top, SceneColour(grey: 0.55))
    let half = Float(size)
    let middle = Float(top)
    let wide = kind == 3 ? 1.5 : 1.0
    fillBillboard(
      s: s - 0.06, t: t, halfWidth: size * wide, low: top - size, high: top + size, .sign
    ) { u, v, _ in
      let (x, y) = (u / half, (v - middle) / half)
      switch kind {
      case 0:  // a disc with a red rim
        let square = x * x + y * y
        guard square < 1 else { return nil }
        return
          (square > 0.6 ? SceneColour(0.8, 0.1, 0.1) : (abs(y) < 0.2 && abs(x) < 0.5 ? SceneColour(grey: 0.1) : face))
          * light
      case 1:  // a triangle with a red rim
        let slope = (1 - y) / 2
        guard abs(x) < slope else { return nil }
        let rim = abs(x) > slope - 0.22 || y < -0.75
        return
          (rim
          ? SceneColour(0.8, 0.1, 0.1) : (abs(x) < 0.1 && y < 0.3 ? SceneColour(grey: 0.1) : SceneColour(grey: 0.93)))
          * light
      default:  // a board
        let edge = max(abs(x) / Float(wide), abs(y))
        let text = edge < 0.7 && abs(y * 2.5 - (y * 2.5).rounded()) < 0.22
        return (edge > 0.9 || text ? SceneColour(grey: 0.93) : face) * light
      }
    }
  }

  private func drawBollards(s: Double, t: Double, _ random: inout SplitMix64) {
    let colour = SceneColour(grey: Float(random.uniform(0.1, 0.7)))
    for index in 0..<4 { drawPole(s: s + 1.5 * Double(index), t: t, radius: 0.09, high: 0.95, colour) }
  }

  private func drawBin(
    s: Double, t: Double, _ random: inout SplitMix64, _ shadows: inout GroundShadows
  ) {
    let colour = random.pick([SceneColour(0.12, 0.3, 0.18), SceneColour(grey: 0.25), SceneColour(0.5, 0.12, 0.1)])
    let light = street.light.sunlit
    fillBillboard(s: s, t: t, halfWidth: 0.27, low: 0, high: 1, .void) { u, v, _ in
      colour * light * (1 - abs(u)) * (v > 0.75 && v < 0.88 ? 0.4 : 1)
    }
    shadows.add(s: s, t: t, halfLength: 0.4, halfWidth: 0.4, strength: 0.7)
  }
}
