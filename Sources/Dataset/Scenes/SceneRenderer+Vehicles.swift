extension SceneRenderer {
  /// A point of a vehicle: where along, across and how high.
  typealias VehiclePoint = (a: Double, b: Double, y: Double)

  /// Where a vehicle stands, and whether it points along the street (1) or against it (-1).
  struct VehiclePlace {
    let s, t, heading: Double
  }

  func fill(_ place: VehiclePlace, _ points: [VehiclePoint], _ uv: [(Double, Double)], _ texture: SceneTexture) {
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

    let place = VehiclePlace(s: s, t: t, heading: heading)

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
        (car.cabin.rear, car.belt), (car.cabin.front, car.belt), (car.roof.front, car.height),
        (car.roof.rear, car.height),
      ]
      fill(
        place,
        [
          (windows[0].0, b, windows[0].1), (windows[1].0, b, windows[1].1), (windows[2].0, top, windows[2].1),
          (windows[3].0, top, windows[3].1),
        ], windows
      ) { u, v, _ in
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

  private func drawWheel(_ car: Vehicle, _ place: VehiclePlace, a: Double, b: Double) {
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

  /// Dark glass that mirrors the sky above.
  func glass(_ rise: Float, _ shade: SceneColour) -> SceneColour {
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
