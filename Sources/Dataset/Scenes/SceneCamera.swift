/// A pinhole camera that drives along a street.
///
/// Streets are measured along their own middle: `s` metres along, `t` metres to the right, `y` metres up. The camera measures x right,
/// y up, z ahead. A bend moves what is ahead sideways, so that a curved street needs no curved geometry.
struct SceneCamera {
  /// Where the camera is, along the street and across.
  let s: Double
  let t: Double
  /// Metres above the ground.
  let height: Double
  /// Samples for one unit of x / z.
  let focal: Double
  /// The sample column straight ahead and the sample row of the horizon.
  let centre: Double
  let horizon: Double
  /// How far the street's middle is to the right, in metres, for every two metres ahead.
  private let bends: [Double]

  static let farthest = 400.0

  /// - Parameters:
  ///   - yaw: how much the camera looks to the left of the street's direction, as a slope.
  ///   - curvature: 1 / radius at a place along the street, positive to the right.
  init(
    s: Double, t: Double, height: Double, focal: Double, centre: Double, horizon: Double, yaw: Double,
    curvature: (Double) -> Double
  ) {
    self.s = s
    self.t = t
    self.height = height
    self.focal = focal
    self.centre = centre
    self.horizon = horizon
    var bends: [Double] = []
    var slope = yaw
    var offset = 0.0
    for index in 0...Int(Self.farthest / 2) {
      bends.append(offset)
      slope += 2 * curvature(s + 2 * Double(index))
      offset += 2 * slope
    }
    self.bends = bends
  }

  /// How far the street's middle is to the right at a distance ahead, in metres.
  func bend(_ z: Double) -> Double {
    let place = max(0, min(Double(bends.count - 2), z / 2))
    let index = Int(place)
    return bends[index] + (bends[index + 1] - bends[index]) * (z / 2 - Double(index))
  }

  /// A point of the street as the camera sees it, with texture coordinates.
  func vertex(_ s: Double, _ t: Double, _ y: Double, _ u: Double, _ v: Double) -> SceneVertex {
    let z = s - self.s
    return SceneVertex(x: t - self.t + bend(z), y: y - height, z: z, u: u, v: v)
  }
}

/// A corner of a polygon: metres right of, above and ahead of the camera, and its texture coordinates.
struct SceneVertex {
  var x: Double
  var y: Double
  var z: Double
  var u: Double
  var v: Double
}
