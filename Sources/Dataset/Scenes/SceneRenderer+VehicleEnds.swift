extension SceneRenderer {
  /// Rear, front, roof, bonnet, boot and what is under the vehicle.
  func drawEnds(_ car: Vehicle, _ place: VehiclePlace, half: Double, inner: Double) {
    let light = street.light
    let (rear, front) = (-car.length / 2, car.length / 2)
    let shade = light.wall(facing: 0)
    let width = Float(half)

    func plate(_ a: Double, _ low: Double, _ high: Double, _ texture: SceneTexture) {
      fill(
        place, [(a, -half, low), (a, half, low), (a, half, high), (a, -half, high)],
        [(-half, low), (half, low), (half, high), (-half, high)], texture)
    }
    func deck(_ from: VehiclePoint, _ to: VehiclePoint, _ texture: SceneTexture) {
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
      if x < 0.5, rise > 0.5, rise < 0.9 {
        return SceneColour(grey: abs(rise * 9 - (rise * 9).rounded()) < 0.2 ? 0.4 : 0.08)
      }
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
    deck((car.cabin.front, half, car.belt), (car.roof.front, inner, car.height)) { u, v, _ in pane(u, v, isRear: false)
    }
    let upward: SceneTexture = { u, _, _ in
      (car.paint * light.sunlit * (1.05 - 0.1 * u * u)).mixed(light.horizon, 0.18)
    }
    deck((rear, half, car.belt), (car.cabin.rear, half, car.belt), upward)
    deck((car.roof.rear, inner, car.height), (car.roof.front, inner, car.height), upward)
    deck((car.cabin.front, half, car.belt), (front, half, car.noseHeight), upward)
  }
}
