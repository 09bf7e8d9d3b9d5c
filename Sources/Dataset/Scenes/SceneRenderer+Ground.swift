extension SceneRenderer {
  /// Road, pavements and gardens, wherever nothing stands before them.
  func drawGround(_ shadows: GroundShadows) {
    for row in 0..<canvas.rows {
      let below = Double(row) + 0.5 - camera.horizon
      guard below > 0 else { continue }
      let z = camera.focal * camera.height / below
      guard z < 320 else { continue }
      let s = camera.s + z
      let crossing = street.crossing(near: s)
      let across = z / camera.focal
      let middle = camera.t - camera.bend(z)
      for column in 0..<canvas.columns {
        let index = row * canvas.columns + column
        guard canvas.nearness[index] == 0 else { continue }
        let t = middle + (Double(column) + 0.5 - camera.centre) * across
        let (colour, label) = ground(s: s, t: t, z: z, crossing: crossing)
        canvas.colours[index] = canvas.hazed(lit(colour, Float(t), Float(z), shadows), Float(z))
        canvas.classes[index] = label.rawValue
      }
    }
  }

  private func lit(_ colour: SceneColour, _ t: Float, _ z: Float, _ shadows: GroundShadows) -> SceneColour {
    let light = street.light
    let dark = shadows.darkness(z: z, t: t, noise: noise)
    guard !light.overcast else { return colour * light.sunlit * (1 - 0.75 * dark) }
    let edge = shadows.reach[max(0, min(shadows.reach.count - 1, Int(z)))]
    let covered = smoothStep(edge - 0.15, edge + 0.15, t * Float(light.sunSide))
    return colour * light.sunlit.mixed(light.shaded, max(covered, min(1, dark * 0.8))) * (1 - 0.35 * dark)
  }

  private func ground(
    s: Double, t: Double, z: Double, crossing: Range<Double>?
  ) -> (SceneColour, StreetClass) {
    let side = t < 0 ? street.left : street.right
    let distance = abs(t)
    let (fs, ft) = (Float(s), Float(t))
    let detail = Float(1 / (1 + z / 25))
    if distance < street.halfWidth || crossing?.contains(s) == true {
      return (road(s: s, t: t, detail: detail, crossing: crossing), .road)
    }
    if distance < street.halfWidth + 0.16 {
      return (street.paving * (0.95 + 0.25 * (noise(fs * 3, ft * 9) - 0.5) * detail), .pavement)
    }
    let grain = noise.fractal(fs * 4, ft * 4, octaves: 3) - 0.5
    if distance < street.halfWidth + street.pavementWidth || !side.grass {
      let slab =
        noise.cell(
          Int32(truncatingIfNeeded: Int((s / 0.6).rounded(.down))),
          Int32(truncatingIfNeeded: Int((t / 0.6).rounded(.down)))) - 0.5
      let joint = min(abs(s / 0.6 - (s / 0.6).rounded()), abs(t / 0.6 - (t / 0.6).rounded())) < 0.04
      let shade = 1 + (0.18 * slab + 0.3 * grain - (joint ? 0.22 : 0)) * detail
      return (street.paving * shade, .pavement)
    }
    return (street.lawn * (1 + 0.9 * grain * (0.3 + detail)), .tree)
  }

  private func road(s: Double, t: Double, detail: Float, crossing: Range<Double>?) -> SceneColour {
    let (fs, ft) = (Float(s), Float(t))
    let grain = noise.fractal(fs * 6, ft * 6, octaves: 2) - 0.5
    let patches = noise.fractal(fs * 0.11, ft * 0.5, octaves: 3) - 0.5
    // Tyres polish two tracks of each lane.
    let inLane = abs(t) / street.laneWidth - (abs(t) / street.laneWidth).rounded(.down)
    let track = Float(max(0, 1 - 6 * abs(abs(inLane - 0.5) - 0.24)))
    let speck =
      noise.cell(
        Int32(truncatingIfNeeded: Int((s * 22).rounded(.down))), Int32(truncatingIfNeeded: Int((t * 22).rounded(.down)))
      ) - 0.5
    let base = street.asphalt * (1 + (0.2 * grain + 0.16 * speck) * detail + 0.14 * patches + 0.05 * track)
    let worn = smoothStep(0.25, 0.45, noise.fractal(fs * 1.3, ft * 3, octaves: 2))
    let paint = base.mixed(SceneColour(0.88, 0.88, 0.84), (0.35 + 0.6 * worn) * (0.55 + 0.45 * detail))
    if let crossing, crossing.contains(s) { return base }
    let distance = abs(t)
    if distance > street.halfWidth - 0.25 {
      return base * (0.82 + 0.1 * detail)  // the gutter
    }
    if let crossing, s > crossing.lowerBound - 5.5, s < crossing.lowerBound - 2.5 {
      let stripe = t / 1.1 - (t / 1.1).rounded(.down)
      return stripe < 0.5 ? paint : base
    }
    let along = s - (s / 9).rounded(.down) * 9
    if distance < 0.06 { return along < 4.5 ? paint : base }
    for lane in 1...street.lanes {
      let line = Double(lane) * street.laneWidth
      if lane < street.lanes, abs(distance - line) < 0.06, along < 3 { return paint }
      if lane == street.lanes, street.edgeLines, abs(distance - line) < 0.06, line < street.halfWidth - 0.1 {
        return paint
      }
    }
    return base
  }
}
