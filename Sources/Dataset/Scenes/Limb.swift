/// A limb or a part of one: a line with a thickness, metres right of and above the feet.
struct Limb {
  let x0, y0, x1, y1, radius: Float
  let colour: SceneColour

  /// Whether u, v lies on it.
  func contains(_ u: Float, _ v: Float) -> Bool {
    let (dx, dy) = (x1 - x0, y1 - y0)
    let length = dx * dx + dy * dy
    let along = length > 0 ? max(0, min(1, ((u - x0) * dx + (v - y0) * dy) / length)) : 0
    let (ex, ey) = (u - x0 - along * dx, v - y0 - along * dy)
    return ex * ex + ey * ey < radius * radius
  }
}
