extension SceneRenderer {
  /// A point of a vehicle: where along, across and how high.
  private typealias Point = (a: Double, b: Double, y: Double)

  /// Where a vehicle stands, and whether it points along the street (1) or against it (-1).
  private struct Place {
    let s, t, heading: Double
  }

  private func fill(_ place: Place, _ points: [Point], _ uv: [(Double, Double)], _ texture: SceneTexture) {
    let corners = zip(points, uv).map { point, uv in
      camera.vertex(place.s + place.heading * point.a, place.t + place.heading * point.b, point.y, uv.0, uv.1)
    }
    canvas.fill(corners, .car, camera, texture)
  }

  /// Draws a vehicle at s, t that points along the street (`heading` 1) or against it (-1), and its shadow.
  func draw(_ car: Vehicle, s: Double, t: Double, heading: Double, _ shadows: inout GroundShadows) {
    let light = street.light
    let half = car.width / 2
    let inner = half - (car.isBus ? 0.05 : car.isVan ? 0.1 : 0.17)
    let (rear, front) = (-car.length / 2, car.length / 2)
    let sky = light.horizon

    let place = Place(s: s, t: t, heading: heading)

    // Sides: below the belt, the cabin, the wheels.
    for b in [-half, half] {
      let shade = light.wall(facing: b * heading > 0 ? 1 : -1)
      let lower: [(Double, Double)] = [
        (rear, 0.3), (front, 0.3), (front, car.noseHeight), (car.cabin.front, car.belt), (rear, car.belt),
      ]
      fill(place, lower.map { ($0.0, b, $0.1) }, lower) { u, v, _ in
        for wheel in [rear + 0.8, front - 0.85] {
          let (x, y) = (u - Float(wheel), v - Float(car.wheel))
          if x * x + y * y < Float((car.wheel + 0.07) * (car.wheel + 0.07)) { return SceneColour(grey: 0.05) }
        }
        if v < 0.4 { return SceneColour(grey: 0.12) }
        let door = abs(u) < 0.02 || abs(u - Float(car.cabin.front) + 0.1) < 0.02 || abs(u + 1.1) < 0.02
        let round = 0.78 + 0.5 * smoothStep(0.3, Float(car.belt), v)
        return (car.paint * shade * round).mixed(sky, 0.08) * (door ? 0.6 : 1)
      }
      let top = b > 0 ? inner : -inner
      let windows: [(Double, Double)] = [
        (car.cabin.rear, car.belt), (car.cabin.front, car.belt), (car.roof.front, car.height), (car.roof.rear, car.height),
      ]
      fill(place, [
        (windows[0].0, b, windows[0].1), (windows[1].0, b, windows[1].1), (windows[2].0, top, windows[2].1),
        (windows[3].0, top, windows[3].1),
      ], windows) { u, v, _ in
        let rise = (v - Float(car.belt)) / Float(car.height - car.belt)
        let back = Float(car.cabin.rear) + rise * Float(car.roof.rear - car.cabin.rear)
        let ahead = Float(car.cabin.front) + rise * Float(car.roof.front - car.cabin.front)
        let body = car.paint * shade * 1.1
        if car.isBus { return busWindow(u, v, car) ?? body }
        if rise < 0.06 || rise > 0.86 || u - back < 0.16 || ahead - u < 0.14 { return body }
        if car.isVan, u < 0.9 || rise > 0.6 { return body * (abs(u + 0.8) < 0.02 ? 0.7 : 1) }
        if abs(u + 0.05) < 0.05 || (car.roof.rear < -1.3 && abs(u + 1.1) < 0.05) { return SceneColour(grey: 0.08) }
        return glass(rise, shade)
      }
      for wheel in [rear + 0.8, front - 0.85] { drawWheel(car, place, a: wheel, b: b * 1.01) }
    }
    drawEnds(car, place, half: half, inner: inner)
    shadows.add(s: s, t: t, halfLength: car.length / 2 + 0.35, halfWidth: half + 0.3, strength: 0.95)
    guard !light.overcast else { return }
    let shift = light.sunSide * car.height * light.shadowLength * 0.5
    shadows.add(s: s, t: t - shift, halfLength: car.length / 2 + 0.2, halfWidth: half + abs(shift) * 0.9, strength: 0.8)
  }

  private func drawWheel(_ car: Vehicle, _ place: Place, a: Double, b: Double) {
    let r = car.wheel
    fill(
      place, [(a - r, b, 0), (a + r, b, 0), (a + r, b, 2 * r), (a - r, b, 2 * r)], [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    ) { u, v, _ in
      let square = u * u + v * v
      guard square < 1 else { return nil }
      if square > 0.42 { return SceneColour(grey: 0.07) }
      let spoke = abs(u * v) < 0.05 || abs(u * u - v * v) < 0.06
      return SceneColour(grey: square < 0.04 || spoke ? 0.62 : 0.3) * street.light.sunlit
    }
  }

  /// Rear, front, roof, bonnet, boot and what is under the vehicle.
  private func drawEnds(_ car: Vehicle, _ place: Place, half: Double, inner: Double) {
    let light = street.light
    let (rear, front) = (-car.length / 2, car.length / 2)
    let shade = light.wall(facing: 0)
    let width = Float(half)

    func plate(_ a: Double, _ low: Double, _ high: Double, _ texture: SceneTexture) {
      fill(
        place, [(a, -half, low), (a, half, low), (a, half, high), (a, -half, high)],
        [(-half, low), (half, low), (half, high), (-half, high)], texture)
    }
    func deck(_ from: Point, _ to: Point, _ texture: SceneTexture) {
      fill(
        place, [(from.a, -from.b, from.y), (from.a, from.b, from.y), (to.a, to.b, to.y), (to.a, -to.b, to.y)],
        [(-1, 0), (1, 0), (1, 1), (-1, 1)], texture)
    }

    let belt = Float(car.belt)
    plate(rear, 0.28, car.belt) { u, v, _ in
      let (x, rise) = (abs(u) / width, (v - 0.28) / (belt - 0.28))
      if x > 0.72, rise > 0.5, rise < 0.93 {
        let red = SceneColour(car.braking ? 0.98 : 0.62, car.braking ? 0.16 : 0.06, 0.06)
        return rise < 0.6 ? SceneColour(0.9, 0.6, 0.2) * 0.8 : red
      }
      if x < 0.3, rise > 0.48, rise < 0.68 { return SceneColour(0.88, 0.80, 0.35).mixed(SceneColour(grey: 0.85), 0.5) }
      if rise < 0.22 { return SceneColour(grey: 0.13) }
      let crease: Float = abs(rise - 0.42) < 0.03 ? 0.75 : 1
      return car.paint * shade * (0.78 + 0.35 * rise) * crease
    }
    let nose = Float(car.noseHeight)
    plate(front, 0.28, car.noseHeight) { u, v, _ in
      let (x, rise) = (abs(u) / width, (v - 0.28) / (nose - 0.28))
      if x > 0.66, rise > 0.55 { return SceneColour(0.93, 0.94, 0.9) * (x < 0.7 ? 0.6 : 1) }
      if x < 0.5, rise > 0.5, rise < 0.9 { return SceneColour(grey: abs(rise * 9 - (rise * 9).rounded()) < 0.2 ? 0.4 : 0.08) }
      if x < 0.3, rise > 0.22, rise < 0.42 { return SceneColour(grey: 0.9) }
      if rise < 0.18 { return SceneColour(grey: 0.13) }
      return car.paint * shade * (0.8 + 0.35 * rise)
    }
    // What little can be seen underneath, and the tyres.
    for end in [rear + 0.5, front - 0.5] {
      plate(end, 0.1, 0.3) { _, _, _ in SceneColour(grey: 0.04) }
      for b in [-half + 0.12, half - 0.12] {
        fill(
          place, [(end, b - 0.1, 0), (end, b + 0.1, 0), (end, b + 0.1, 0.5), (end, b - 0.1, 0.5)],
          [(-1, 0), (1, 0), (1, 1), (-1, 1)]
        ) { u, _, _ in SceneColour(grey: 0.06 + 0.04 * (1 - abs(u))) }
      }
    }
    func pane(_ u: Float, _ v: Float, isRear: Bool) -> SceneColour {
      if abs(u) > 0.88 || v < 0.08 || v > 0.9 { return car.paint * shade }
      // A van's rear is two doors.
      if isRear, car.isVan, abs(u) < 0.05 { return car.paint * shade * 0.8 }
      return glass(v, shade)
    }
    deck((car.cabin.rear, half, car.belt), (car.roof.rear, inner, car.height)) { u, v, _ in pane(u, v, isRear: true) }
    deck((car.cabin.front, half, car.belt), (car.roof.front, inner, car.height)) { u, v, _ in pane(u, v, isRear: false) }
    let upward: SceneTexture = { u, _, _ in
      (car.paint * light.sunlit * (1.05 - 0.1 * u * u)).mixed(light.horizon, 0.18)
    }
    deck((rear, half, car.belt), (car.cabin.rear, half, car.belt), upward)
    deck((car.roof.rear, inner, car.height), (car.roof.front, inner, car.height), upward)
    deck((car.cabin.front, half, car.belt), (front, half, car.noseHeight), upward)
  }

  /// Dark glass that mirrors the sky above.
  private func glass(_ rise: Float, _ shade: SceneColour) -> SceneColour {
    SceneColour(0.10, 0.12, 0.14).mixed(street.light.horizon * shade, 0.1 + 0.4 * rise * rise)
  }

  private func busWindow(_ u: Float, _ v: Float, _ car: Vehicle) -> SceneColour? {
    let floor: Float = 1.9
    let y = v - Float(car.belt)
    let rise = y / floor - (y / floor).rounded(.down)
    let pane = u / 1.4 - (u / 1.4).rounded(.down)
    guard rise > 0.1, rise < 0.62, pane > 0.06 else { return nil }
    return SceneColour(0.12, 0.14, 0.17).mixed(street.light.horizon, 0.15 + 0.2 * rise)
  }
}
