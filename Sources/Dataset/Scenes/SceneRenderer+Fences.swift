import Randomness

extension SceneRenderer {
  /// Planks, garden walls, railings and guard rails between the pavement and the plots, or along the kerb.
  func drawFences(_ side: Street.Side) {
    for cell in cells(side.plot, behind: 2) {
      var random = SplitMix64(seed: street.seed, 40, Int(side.sign), cell)
      let start = Double(cell) * side.plot
      let end = start + side.plot * random.uniform(0.7, 1)
      guard random.chance(side.fences), !street.isCrossing(start, end) else { continue }
      // The kind stays the same for a stretch of street.
      var stretch = SplitMix64(seed: street.seed, 41, Int(side.sign), Int((Double(cell) / 5).rounded(.down)))
      let kind = stretch.integer(below: 4)
      let behind = side.setback > 1.5 && kind != 3
      let t = side.sign * (street.halfWidth + (behind ? street.pavementWidth : 0.25))
      let height = kind == 3 ? 0.8 : stretch.uniform(0.9, 1.7)
      let wood = SceneColour(0.45, 0.34, 0.24).varied(&stretch, 0.15)
      let brick = SceneColour(0.55, 0.36, 0.28).varied(&stretch, 0.1)
      let metal = SceneColour(grey: 0.45).varied(&stretch, 0.2)
      let light = street.light.wall(facing: -side.sign)
      var s = start
      while s < end {
        let next = min(end, s + 3)
        canvas.fill(
          [
            camera.vertex(s, t, 0, s - start, 0), camera.vertex(next, t, 0, next - start, 0),
            camera.vertex(next, t, height, next - start, height), camera.vertex(s, t, height, s - start, height),
          ], .fence, camera
        ) { u, v, z in
          let detail = 1 / (1 + z / 18)
          switch kind {
          case 0:
            return planks(wood, u, v, detail: detail) * light
          case 1:
            let row = (v / 0.12).rounded(.down)
            let stone = noise.cell(Int32((u / 0.35 + row * 0.5).rounded(.down)), Int32(row))
            return (v > Float(height) - 0.1 ? brick * 1.25 : brick * (0.85 + 0.3 * stone * detail)) * light
          case 2:
            return railing(metal, u, v, Float(height), detail: detail) * light
          default:
            return guardRail(metal, u, v)?.mixed(SceneColour(grey: 0.7), 0.3) as SceneColour?
          }
        }
        s = next
      }
    }
  }

  private func planks(_ wood: SceneColour, _ u: Float, _ v: Float, detail: Float) -> SceneColour {
    let plank = (u / 0.16).rounded(.down)
    let gap = u / 0.16 - plank < 0.12
    let tone = noise.cell(Int32(plank), 9) - 0.5
    let fibre = noise(u * 40, v * 2) - 0.5
    return wood * (1 + (0.25 * tone + 0.15 * fibre - (gap ? 0.45 : 0)) * detail)
  }

  /// Bars before a hedge. Every pixel has the fence's class, as annotators label it.
  private func railing(
    _ metal: SceneColour, _ u: Float, _ v: Float, _ height: Float, detail: Float
  ) -> SceneColour {
    let bar = u / 0.14 - (u / 0.14).rounded(.down)
    let rail = v > height - 0.08 || (v > 0.12 && v < 0.19)
    let behind = SceneColour(0.24, 0.30, 0.18) * (0.6 + 0.8 * noise.fractal(u * 4, v * 4, octaves: 3))
    if rail { return metal }
    return behind.mixed(metal, bar < 0.28 ? 0.3 + 0.7 * detail : 0.3 * (1 - detail))
  }

  /// A steel band on posts, open below.
  private func guardRail(_ metal: SceneColour, _ u: Float, _ v: Float) -> SceneColour? {
    let post = u / 2 - (u / 2).rounded(.down) < 0.06
    guard v > 0.42 || post else { return nil }
    guard v > 0.42 else { return metal * 0.7 }
    let wave = abs((v - 0.42) / 0.38 * 2 - 1)
    return metal * (0.8 + 0.45 * (1 - abs(wave - 0.5) * 2))
  }
}
