import Randomness

/// Draws one frame of a street, roughly from near to far, because what is hidden costs little.
struct SceneRenderer {
  let street: Street
  let camera: SceneCamera
  let canvas: SceneCanvas
  /// Seconds since the drive began; other road users move by it.
  let time: Double
  let noise: ValueNoise
  /// How far ahead things are drawn, in metres.
  let reach = 190.0
  /// The camera's own speed, in metres a second.
  let speed = 10.0

  init(street: Street, start: Double, travelled: Double, width: Int, height: Int) {
    self.street = street
    var random = SplitMix64(seed: street.seed, 3)
    let scale = Double(SceneCanvas.oversampling)
    time = travelled / speed
    noise = ValueNoise(seed: street.seed)
    // The suspension lets the horizon and the direction waver a little.
    let pitch = 0.004 * sine(turns: travelled / 13) + random.uniform(-0.03, 0.05)
    let yaw = 0.012 * sine(turns: travelled / 57) + random.uniform(-0.05, 0.05)
    let drift = 0.15 * sine(turns: travelled / 83)
    camera = SceneCamera(
      s: start + travelled,
      t: street.driveSide * street.laneWidth * (0.5 + Double(random.integer(below: street.lanes))) + drift,
      height: random.uniform(1.2, 1.75), focal: scale * Double(width) * random.uniform(0.72, 1.0),
      centre: scale * Double(width) / 2, horizon: scale * Double(height) * (0.46 + pitch), yaw: yaw,
      curvature: street.curvature)
    canvas = SceneCanvas(
      width: width, height: height, haze: street.light.horizon, hazeDistance: street.light.hazeDistance)
  }

  func draw() {
    var shadows = GroundShadows(from: camera.s)
    drawBonnet()
    drawTraffic(&shadows)
    drawPeople(&shadows)
    for side in [street.left, street.right] {
      drawFurniture(side, &shadows)
      drawTrees(side, &shadows)
      drawBuildings(side, &shadows)
    }
    drawSky()
    drawGround(shadows)
  }

  /// The numbers of the cells of `length` metres that lie between `behind` metres back and the reach.
  func cells(_ length: Double, behind: Double = 8, offset: Double = 0) -> ClosedRange<Int> {
    let first = ((camera.s - behind - offset) / length).rounded(.down)
    let last = ((camera.s + reach - offset) / length).rounded(.down)
    return Int(first)...Int(max(first, last))
  }

  /// An upright rectangle that faces the camera: centre s, t; from `low` to `high` metres; u, v in metres around (s, low).
  func fillBillboard(
    s: Double, t: Double, halfWidth: Double, low: Double, high: Double, _ label: StreetClass, _ texture: SceneTexture
  ) {
    canvas.fill(
      [
        camera.vertex(s, t - halfWidth, low, -halfWidth, low), camera.vertex(s, t + halfWidth, low, halfWidth, low),
        camera.vertex(s, t + halfWidth, high, halfWidth, high), camera.vertex(s, t - halfWidth, high, -halfWidth, high),
      ], label, camera, texture)
  }

  private func drawBonnet() {
    guard let colour = street.bonnet else { return }
    let light = street.light
    let z = 0.9
    let top = (camera.horizon - Double(canvas.rows)) * z / camera.focal
    let half = camera.centre * z / camera.focal
    let corners = [(-1.2, -0.3), (1.2, -0.3), (1.2, 0.09), (-1.2, 0.09)].map { corner in
      SceneVertex(x: corner.0 * half, y: top + corner.1, z: z, u: corner.0, v: corner.1)
    }
    canvas.fill(corners, .void, camera) { u, v, _ in
      guard v < 0.085 * (1 - 0.5 * u * u) else { return nil }
      return colour.mixed(light.horizon, smoothStep(-0.1, 0.1, v) * 0.45)
    }
  }
}
