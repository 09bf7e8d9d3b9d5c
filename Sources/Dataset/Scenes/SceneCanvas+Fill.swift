/// The colour of a surface at texture coordinates u, v and z metres ahead; nil is a hole.
typealias SceneTexture = (_ u: Float, _ v: Float, _ z: Float) -> SceneColour?

extension SceneCanvas {
  /// Anything nearer than this is cut off, in metres.
  private static let nearest = 0.4

  /// Draws a convex polygon where it is nearer than what was drawn before.
  func fill(_ polygon: [SceneVertex], _ label: StreetClass, _ camera: SceneCamera, _ texture: SceneTexture) {
    let clipped = clip(polygon)
    guard clipped.count >= 3 else { return }
    for index in 1..<clipped.count - 1 {
      fillTriangle(clipped[0], clipped[index], clipped[index + 1], label, camera, texture)
    }
  }

  /// Sutherland and Hodgman's clipping, against the near plane.
  private func clip(_ polygon: [SceneVertex]) -> [SceneVertex] {
    guard polygon.contains(where: { $0.z < Self.nearest }) else { return polygon }
    var result: [SceneVertex] = []
    for index in polygon.indices {
      let a = polygon[index]
      let b = polygon[(index + 1) % polygon.count]
      if a.z >= Self.nearest { result.append(a) }
      if (a.z >= Self.nearest) != (b.z >= Self.nearest) {
        let f = (Self.nearest - a.z) / (b.z - a.z)
        result.append(
          SceneVertex(
            x: a.x + f * (b.x - a.x), y: a.y + f * (b.y - a.y), z: Self.nearest, u: a.u + f * (b.u - a.u),
            v: a.v + f * (b.v - a.v)))
      }
    }
    return result
  }

  private func fillTriangle(
    _ a: SceneVertex, _ b: SceneVertex, _ c: SceneVertex, _ label: StreetClass, _ camera: SceneCamera,
    _ texture: SceneTexture
  ) {
    func project(_ p: SceneVertex) -> (x: Double, y: Double) {
      (camera.centre + camera.focal * p.x / p.z, camera.horizon - camera.focal * p.y / p.z)
    }
    let (pa, pb, pc) = (project(a), project(b), project(c))
    let area = (pb.x - pa.x) * (pc.y - pa.y) - (pc.x - pa.x) * (pb.y - pa.y)
    guard abs(area) > 1e-6 else { return }

    // 1/z, u/z and v/z are linear on the screen.
    func plane(_ fa: Double, _ fb: Double, _ fc: Double) -> (dx: Double, dy: Double, origin: Double) {
      let dx = ((fb - fa) * (pc.y - pa.y) - (fc - fa) * (pb.y - pa.y)) / area
      let dy = ((fc - fa) * (pb.x - pa.x) - (fb - fa) * (pc.x - pa.x)) / area
      return (dx, dy, fa - dx * pa.x - dy * pa.y)
    }
    let w = plane(1 / a.z, 1 / b.z, 1 / c.z)
    let u = plane(a.u / a.z, b.u / b.z, c.u / c.z)
    let v = plane(a.v / a.z, b.v / b.z, c.v / c.z)

    let low = max(0.0, (min(pa.y, pb.y, pc.y) - 0.5).rounded(.up))
    let high = min(Double(rows - 1), (max(pa.y, pb.y, pc.y) - 0.5).rounded(.down))
    guard low <= high else { return }
    for row in Int(low)...Int(high) {
      let y = Double(row) + 0.5
      var left = Double.infinity
      var right = -Double.infinity
      for (p, q) in [(pa, pb), (pb, pc), (pc, pa)] where min(p.y, q.y) <= y && y <= max(p.y, q.y) && p.y != q.y {
        let x = p.x + (q.x - p.x) * (y - p.y) / (q.y - p.y)
        left = min(left, x)
        right = max(right, x)
      }
      let first = max(0.0, (left - 0.5).rounded(.up))
      let last = min(Double(columns - 1), (right - 0.5).rounded(.down))
      guard first <= last else { continue }
      for column in Int(first)...Int(last) {
        let x = Double(column) + 0.5
        let near = Float(w.origin + w.dx * x + w.dy * y)
        let index = row * columns + column
        guard near > nearness[index] else { continue }
        let z = 1 / near
        let tu = Float(u.origin + u.dx * x + u.dy * y) * z
        let tv = Float(v.origin + v.dx * x + v.dy * y) * z
        guard let colour = texture(tu, tv, z) else { continue }
        nearness[index] = near
        colours[index] = hazed(colour, z)
        classes[index] = label.rawValue
      }
    }
  }
}
