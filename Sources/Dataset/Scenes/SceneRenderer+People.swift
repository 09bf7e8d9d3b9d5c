import Randomness

extension SceneRenderer {
  /// People on the pavements and on bicycles.
  func drawPeople(_ shadows: inout GroundShadows) {
    for side in [street.left, street.right] {
      for direction in [-1.0, 1.0] {
        let flow = Flow(
          salt: 100 + Int(side.sign) * 3 + Int(direction), t: 0, velocity: direction * 1.3, spacing: 8,
          occupancy: street.crowd * 0.75)
        for (s, state) in members(flow, behind: 1) {
          var random = state
          let t = side.sign * (street.halfWidth + random.uniform(0.6, max(0.8, street.pavementWidth - 0.3)))
          drawPedestrian(s: s, t: t, &random, &shadows)
          if random.chance(0.25) { drawPedestrian(s: s + 0.3, t: t + 0.65, &random, &shadows) }
        }
      }
      let heading = side.sign * street.driveSide
      let cyclists = Flow(
        salt: 120 + Int(side.sign), t: side.sign * (Double(street.lanes) * street.laneWidth - 0.6),
        velocity: heading * 4.5, spacing: 26, occupancy: 0.15 + 0.6 * street.crowd)
      for (s, state) in members(cyclists, behind: 1) {
        var random = state
        guard abs(cyclists.t - camera.t) > 1.2 || s > camera.s + 5 else { continue }
        let t = cyclists.t + random.uniform(-0.3, 0.3)
        // Some turn, and are seen from the side.
        drawCyclist(s: s, t: t, turning: random.chance(0.3), &random, &shadows)
      }
    }
  }

  private func draw(_ limbs: [Limb], s: Double, t: Double, high: Double, _ label: StreetClass) {
    let light = street.light
    fillBillboard(s: s, t: t, halfWidth: label == .bicyclist ? 1.05 : 0.6, low: 0, high: high, label) { u, v, _ in
      for limb in limbs where limb.contains(u, v) {
        let side = 0.12 * (u - limb.x0) / limb.radius * Float(light.sunSide)
        return limb.colour * light.shaded.mixed(light.sunlit, 0.65 + side) * (0.9 + 0.2 * noise(u * 9, v * 9))
      }
      return nil
    }
  }

  private func drawPedestrian(
    s: Double, t: Double, _ random: inout SplitMix64, _ shadows: inout GroundShadows
  ) {
    let look = PersonLook(&random)
    let height = Float(random.chance(0.12) ? random.uniform(1.05, 1.35) : random.uniform(1.58, 1.9))
    let k = height / 1.75
    let step = Float(0.16 * sine(turns: (s + time * 1.3) / 1.4 + random.uniform()))
    var limbs: [Limb] = [
      Limb(x0: 0, y0: 1.64, x1: 0, y1: 1.66, radius: 0.09, colour: look.skin),
      Limb(x0: 0, y0: 1.70, x1: 0, y1: 1.71, radius: 0.105, colour: look.hair),
      Limb(x0: -0.09, y0: 1.36, x1: 0.09, y1: 1.36, radius: 0.12, colour: look.top),
      Limb(x0: 0, y0: 1.35, x1: 0, y1: 0.98, radius: 0.19, colour: look.top),
      Limb(x0: -0.21, y0: 1.38, x1: -0.27, y1: 0.88 + abs(step) * 0.4, radius: 0.058, colour: look.top),
      Limb(x0: 0.21, y0: 1.38, x1: 0.27, y1: 0.88 + abs(step) * 0.3, radius: 0.058, colour: look.top),
      Limb(
        x0: -0.08, y0: 0.92, x1: -0.09 - step * 0.5, y1: 0.08 + max(0, step) * 0.5, radius: 0.088, colour: look.legs),
      Limb(x0: 0.08, y0: 0.92, x1: 0.09 + step * 0.6, y1: 0.08 + max(0, -step) * 0.5, radius: 0.088, colour: look.legs),
    ]
    if random.chance(0.35) { limbs.append(Limb(x0: 0.3, y0: 0.7, x1: 0.3, y1: 0.82, radius: 0.13, colour: look.bag)) }
    limbs = limbs.map {
      Limb(x0: $0.x0 * k, y0: $0.y0 * k, x1: $0.x1 * k, y1: $0.y1 * k, radius: $0.radius * k, colour: $0.colour)
    }
    draw(limbs, s: s, t: t, high: Double(height) + 0.1, .pedestrian)
    throwShadow(s: s, t: t, height: Double(height), &shadows)
  }

  private func drawCyclist(
    s: Double, t: Double, turning: Bool, _ random: inout SplitMix64, _ shadows: inout GroundShadows
  ) {
    let look = PersonLook(&random)
    let metal = SceneColour(grey: 0.25).varied(&random, 0.3)
    let tyre = SceneColour(grey: 0.08)
    let pedal = Float(0.17 * sine(turns: (time * 1.1) + random.uniform()))
    let helmet = random.chance(0.6) ? SceneColour(0.75, 0.75, 0.7).varied(&random, 0.3) : look.hair
    if turning {
      var limbs: [Limb] = [
        Limb(x0: 0.33, y0: 1.62, x1: 0.36, y1: 1.63, radius: 0.12, colour: helmet),
        Limb(x0: 0.36, y0: 1.55, x1: 0.38, y1: 1.55, radius: 0.09, colour: look.skin),
        Limb(x0: -0.18, y0: 0.98, x1: 0.24, y1: 1.36, radius: 0.16, colour: look.top),
        Limb(x0: 0.24, y0: 1.32, x1: 0.48, y1: 1.02, radius: 0.055, colour: look.top),
        Limb(x0: -0.18, y0: 0.9, x1: 0.12, y1: 0.62 + pedal, radius: 0.09, colour: look.legs),
        Limb(x0: 0.12, y0: 0.62 + pedal, x1: 0.02, y1: 0.3 + pedal, radius: 0.07, colour: look.legs),
        Limb(x0: -0.2, y0: 0.85, x1: 0.02, y1: 0.3, radius: 0.025, colour: metal),
        Limb(x0: 0.42, y0: 0.85, x1: 0.02, y1: 0.3, radius: 0.025, colour: metal),
        Limb(x0: -0.2, y0: 0.8, x1: 0.42, y1: 0.85, radius: 0.025, colour: metal),
        Limb(x0: 0.42, y0: 1.0, x1: 0.54, y1: 0.34, radius: 0.025, colour: metal),
      ]
      for centre in [Float(-0.52), 0.54] {
        // A wheel is a ring of short pieces, and see-through.
        for piece in 0..<16 {
          let (a, b) = (Double(piece) / 16, Double(piece + 1) / 16)
          limbs.append(
            Limb(
              x0: centre + 0.32 * Float(sine(turns: a)), y0: 0.34 + 0.32 * Float(sine(turns: a + 0.25)),
              x1: centre + 0.32 * Float(sine(turns: b)), y1: 0.34 + 0.32 * Float(sine(turns: b + 0.25)), radius: 0.03,
              colour: tyre))
        }
      }
      draw(limbs, s: s, t: t, high: 1.8, .bicyclist)
    } else {
      draw(
        [
          Limb(x0: 0, y0: 1.66, x1: 0, y1: 1.68, radius: 0.12, colour: helmet),
          Limb(x0: 0, y0: 1.56, x1: 0, y1: 1.58, radius: 0.09, colour: look.skin),
          Limb(x0: -0.09, y0: 1.35, x1: 0.09, y1: 1.35, radius: 0.13, colour: look.top),
          Limb(x0: 0, y0: 1.35, x1: 0, y1: 1.0, radius: 0.19, colour: look.top),
          Limb(x0: -0.2, y0: 1.36, x1: -0.29, y1: 1.02, radius: 0.055, colour: look.top),
          Limb(x0: 0.2, y0: 1.36, x1: 0.29, y1: 1.02, radius: 0.055, colour: look.top),
          Limb(x0: -0.11, y0: 0.92, x1: -0.13, y1: 0.38 + pedal, radius: 0.085, colour: look.legs),
          Limb(x0: 0.11, y0: 0.92, x1: 0.13, y1: 0.38 - pedal, radius: 0.085, colour: look.legs),
          Limb(x0: -0.28, y0: 1.0, x1: 0.28, y1: 1.0, radius: 0.025, colour: metal),
          Limb(x0: 0, y0: 0.66, x1: 0, y1: 0.06, radius: 0.045, colour: tyre),
          Limb(x0: 0, y0: 0.98, x1: 0, y1: 0.6, radius: 0.035, colour: metal),
        ], s: s, t: t, high: 1.82, .bicyclist)
    }
    throwShadow(s: s, t: t, height: 1.7, &shadows)
  }

  private func throwShadow(s: Double, t: Double, height: Double, _ shadows: inout GroundShadows) {
    shadows.add(s: s, t: t, halfLength: 0.35, halfWidth: 0.4, strength: 0.75)
    guard !street.light.overcast else { return }
    let shift = street.light.sunSide * height * street.light.shadowLength * 0.5
    shadows.add(s: s, t: t - shift, halfLength: 0.28, halfWidth: abs(shift) + 0.2, strength: 0.75)
  }
}
