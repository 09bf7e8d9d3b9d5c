extension SceneRenderer {
  /// A wall without windows: bricks or plaster, with stains.
  func plain(_ building: Building, _ u: Float, _ v: Float, detail: Float) -> SceneColour {
    let noise = ValueNoise(seed: building.seed)
    let stains = noise.fractal(u * 0.35, v * 0.25, octaves: 3) - 0.5
    var shade = 1 + 0.28 * stains
    if building.brick {
      let row = (v / 0.15).rounded(.down)
      let brick = noise.cell(Int32((u / 0.3 + (row / 2 - (row / 2).rounded(.down))).rounded(.down)), Int32(row))
      shade += 0.3 * (brick - 0.5) * detail
    }
    // Rain and dirt darken the foot of a wall.
    shade -= 0.18 * smoothStep(1.2, 0, v)
    return building.wall * shade
  }

  /// A wall with windows, doors or a shop, ledges and a cornice.
  func wall(_ building: Building, _ u: Float, _ v: Float, detail: Float) -> SceneColour {
    let top = Float(building.height)
    let base = plain(building, u, v, detail: detail)
    if v > top - 0.45 { return base.mixed(building.frame, 0.35) * (v > top - 0.12 ? 0.75 : 1) }
    let noise = ValueNoise(seed: building.seed)
    if building.hasShop, v < 3.3 {
      if v > 2.7 { return building.shop * (0.9 + 0.2 * noise(u * 2, 4)) }
      let pane = u / 2.4 - (u / 2.4).rounded(.down)
      if v < 0.45 || pane < 0.06 || pane > 0.94 { return building.shop * 0.75 }
      let goods = noise.fractal(u * 2.2, v * 2.2, octaves: 3)
      return building.glass.mixed(SceneColour(0.75, 0.65, 0.5), smoothStep(0.45, 0.75, goods) * 0.6)
        .mixed(street.light.horizon, 0.12)
    }
    let floor = (v / building.floors).rounded(.down)
    let column = (u / building.columns).rounded(.down)
    let y = v - floor * building.floors
    let x = u - column * building.columns
    guard (column + 1) * building.columns < Float(building.end - building.start) + 0.3,
      (floor + 1) * building.floors < top
    else { return base }
    let pick = noise.cell(Int32(column), Int32(floor) &+ 500)
    let isDoor = floor == 0 && pick < 0.3
    let (left, right) = isDoor ? (0.9, 1.85) : (0.55, building.columns - 0.55) as (Float, Float)
    let (low, high) = isDoor ? (0, 2.2) : (0.85, building.floors - 0.5) as (Float, Float)
    if !isDoor, y > low - 0.14, y <= low, x > left - 0.1, x < right + 0.1 {
      return base.mixed(SceneColour(grey: 0.8), 0.6 * detail)
    }
    guard x > left, x < right, y > low, y < high else { return base }
    let edge = min(min(x - left, right - x), min(y - low, high - y))
    if isDoor {
      return base.mixed(
        building.shop * (edge < 0.08 ? 1.25 : (edge > 0.25 && edge < 0.29 ? 0.6 : 0.85)), 0.3 + 0.7 * detail)
    }
    let cross = abs(x - (left + right) / 2) < 0.045 || abs(y - (low + 0.65 * (high - low))) < 0.04
    if edge < 0.08 || cross { return base.mixed(building.frame, 0.25 + 0.75 * detail) }
    // Panes mirror the sky the more the higher they are; some have curtains, some are lit.
    var pane = building.glass.mixed(street.light.horizon, 0.1 + 0.35 * pick * smoothStep(0, 14, v))
    if pick > 0.6 {
      pane = pane.mixed(SceneColour(0.85, 0.82, 0.76), smoothStep(0.5, 0.2, min(x - left, right - x)) * 0.6)
    }
    if pick > 0.93 { pane = pane.mixed(SceneColour(0.95, 0.8, 0.5), 0.5) }
    return base.mixed(pane, 0.3 + 0.7 * detail)
  }
}
