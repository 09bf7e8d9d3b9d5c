import Randomness

extension SceneRenderer {
  /// One building: where its front runs, how high it is, and how it looks.
  struct Building {
    let start, end, front, depth, height: Double
    let wall, frame, glass, roof, shop: SceneColour
    let columns, floors: Float
    let brick, hasShop, gable: Bool
    let seed: UInt64
  }

  /// The buildings of a side, and the shadows that they throw.
  func drawBuildings(_ side: Street.Side, _ shadows: inout GroundShadows) {
    for cell in cells(side.plot, behind: 2) {
      guard let building = building(side, cell) else { continue }
      drawFront(building, side)
      drawEnd(building, side)
      if building.gable { drawRoof(building, side) }
      guard side.sign == street.light.sunSide else { continue }
      let edge = building.front - building.height * street.light.shadowLength
      for z in Int(max(0, building.start - camera.s))...Int(max(0, min(255, building.end - camera.s))) {
        shadows.reach[z] = min(shadows.reach[z], Float(edge))
      }
    }
  }

  private func building(_ side: Street.Side, _ cell: Int) -> Building? {
    var random = SplitMix64(seed: street.seed, 10, Int(side.sign), cell)
    let start = Double(cell) * side.plot
    let gap = side.setback > 2.5 ? random.uniform(0.5, 3.5) : 0
    let end = start + side.plot - gap
    guard random.chance(side.buildings), !street.isCrossing(start, end) else { return nil }
    let palette: [SceneColour] = [
      SceneColour(0.56, 0.35, 0.27), SceneColour(0.64, 0.47, 0.35), SceneColour(0.80, 0.74, 0.62),
      SceneColour(0.86, 0.85, 0.81), SceneColour(0.60, 0.58, 0.55), SceneColour(0.74, 0.60, 0.46),
      SceneColour(0.66, 0.70, 0.72), SceneColour(0.48, 0.42, 0.38),
    ]
    let choice = random.integer(below: palette.count)
    let height = random.uniform(side.heights.low, side.heights.high)
    return Building(
      start: start, end: end, front: street.front(side) + random.uniform(0, 0.4) * (gap > 0 ? 3 : 1),
      depth: random.uniform(7, 12), height: height, wall: palette[choice].varied(&random, 0.12),
      frame: random.chance(0.7) ? SceneColour(grey: 0.9) : SceneColour(0.25, 0.22, 0.2),
      glass: SceneColour(0.17, 0.20, 0.24).varied(&random, 0.06),
      roof: random.pick([SceneColour(0.42, 0.27, 0.22), SceneColour(0.30, 0.31, 0.34), SceneColour(0.45, 0.36, 0.30)])
        .varied(&random, 0.08),
      shop: SceneColour(0.4, 0.35, 0.35).varied(&random, 0.35), columns: Float(random.uniform(1.9, 3.2)),
      floors: Float(random.uniform(2.7, 3.3)), brick: choice < 2 || choice == 5,
      hasShop: side.setback < 2 && random.chance(0.45), gable: side.gables && random.chance(0.85), seed: random.next())
  }

  private func drawFront(_ building: Building, _ side: Street.Side) {
    let light = street.light.wall(facing: -side.sign)
    let t = side.sign * building.front
    let focal = Float(camera.focal)
    let aside = Float(max(2, abs(t - camera.t)))
    // Short pieces, so that the front follows the bend.
    var s = building.start
    while s < building.end {
      let next = min(building.end, s + 4)
      let (u0, u1) = (s - building.start, next - building.start)
      canvas.fill(
        [
          camera.vertex(s, t, 0, u0, 0), camera.vertex(next, t, 0, u1, 0),
          camera.vertex(next, t, building.height, u1, building.height),
          camera.vertex(s, t, building.height, u0, building.height),
        ], .building, camera
      ) { u, v, z in
        // Metres of wall that one sample covers, along and up.
        wall(building, u, v, detail: 1 / (1 + max(z * z / (focal * aside), z / focal) * 2.2)) * light
      }
      s = next
    }
  }

  private func drawEnd(_ building: Building, _ side: Street.Side) {
    let light = street.light.wall(facing: 0)
    let (near, far) = (side.sign * building.front, side.sign * (building.front + building.depth))
    var corners = [
      camera.vertex(building.start, near, 0, 0, 0), camera.vertex(building.start, far, 0, building.depth, 0),
      camera.vertex(building.start, far, building.height, building.depth, building.height),
      camera.vertex(building.start, near, building.height, 0, building.height),
    ]
    if building.gable {
      let peak = building.height + building.depth * 0.35
      corners.insert(
        camera.vertex(building.start, (near + far) / 2, peak, building.depth / 2, peak), at: 3)
    }
    canvas.fill(corners, .building, camera) { u, v, z in
      let detail = 1 / (1 + z / 40)
      return plain(building, u + 50, v, detail: detail) * light
    }
  }

  private func drawRoof(_ building: Building, _ side: Street.Side) {
    let light = street.light.wall(facing: -side.sign).mixed(street.light.sunlit, 0.5)
    let eaves = side.sign * (building.front - 0.3)
    let ridge = side.sign * (building.front + building.depth / 2)
    let peak = building.height + building.depth * 0.35
    let noise = ValueNoise(seed: building.seed)
    canvas.fill(
      [
        camera.vertex(building.start, eaves, building.height - 0.15, 0, 0),
        camera.vertex(building.end, eaves, building.height - 0.15, building.end - building.start, 0),
        camera.vertex(building.end, ridge, peak, building.end - building.start, building.depth * 0.6),
        camera.vertex(building.start, ridge, peak, 0, building.depth * 0.6),
      ], .building, camera
    ) { u, v, z in
      let detail = 1 / (1 + z / 25)
      let row = v * 3.5 - (v * 3.5).rounded(.down)
      return building.roof * light
        * (0.92 + (0.3 * (noise(u * 3, v * 3.5) - 0.5) - 0.25 * (row < 0.2 ? 1 : 0)) * detail)
    }
  }
}
