extension SceneRenderer {
  /// The sky and, before it, the far end of the town, wherever nothing has been drawn above the ground.
  func drawSky() {
    let light = street.light
    let focal = Float(camera.focal)
    let turn = Float(camera.bend(250) / 250 + camera.s * 0.0004)
    for row in 0..<canvas.rows {
      let up = (Float(camera.horizon) - Float(row) - 0.5) / focal
      // Below the horizon the ground begins, some 300 metres away.
      guard up > -Float(camera.height) / 300 else { break }
      let base = light.horizon.mixed(light.zenith, smoothStep(-0.02, 0.5, up))
      for column in 0..<canvas.columns {
        let index = row * canvas.columns + column
        guard canvas.nearness[index] == 0 else { continue }
        let across = (Float(column) + 0.5 - Float(camera.centre)) / focal
        if let far = skyline(across - turn, up) {
          canvas.colours[index] = far.colour
          canvas.classes[index] = far.label.rawValue
          continue
        }
        // Clouds lie on a plane high above, flattened towards the horizon.
        let depth = 1 / (up + 0.12)
        let cloud = noise.fractal(
          across * depth * 1.6 + Float(time) * 0.01, depth * 2.2 + Float(street.seed & 63), octaves: 5)
        let cover = smoothStep(1.02 - light.cloudCover * 0.75, 1.32 - light.cloudCover * 0.75, cloud + 0.28)
        let white = light.horizon.mixed(SceneColour(grey: 0.98), 0.6) * (0.8 + 0.25 * cloud)
        canvas.colours[index] = base.mixed(white, cover * (light.overcast ? 0.55 : 0.85))
        canvas.classes[index] = StreetClass.sky.rawValue
      }
    }
  }

  /// Far houses and trees at a direction, as slopes; nil above them.
  private func skyline(_ across: Float, _ up: Float) -> (colour: SceneColour, label: StreetClass)? {
    guard up < 0.11 else { return nil }
    let trees = 0.012 + 0.05 * noise.fractal(across * 14 + 90, 3.5, octaves: 4)
    let block = (across * 26).rounded(.down)
    let tall = noise.cell(Int32(block), 77)
    let houses = 0.012 + 0.06 * tall * tall
    guard up < max(trees, houses) else { return nil }
    let light = street.light
    let isTree = up < trees && (up >= houses || noise.cell(Int32((across * 9).rounded(.down)), 5) < 0.6)
    let colour =
      isTree
      ? SceneColour(0.22, 0.30, 0.16) * (0.7 + 0.6 * noise(across * 160, up * 160))
      : SceneColour(0.50, 0.46, 0.43) * (0.7 + 0.5 * noise.cell(Int32(block), 3))
    return (
      (colour * light.shaded.mixed(light.sunlit, 0.4)).mixed(light.horizon, light.overcast ? 0.5 : 0.35),
      isTree ? .tree : .building
    )
  }
}
