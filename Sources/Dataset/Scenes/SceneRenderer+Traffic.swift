import Randomness

extension SceneRenderer {
  /// Things of one kind that move along the street at one speed, each in a cell of its own that moves with it.
  struct Flow {
    let salt: Int
    let t: Double
    /// Metres a second along the street, and metres for each cell.
    let velocity: Double
    let spacing: Double
    let occupancy: Double
  }

  /// The members of a flow that are near: where each is, and its own random numbers.
  func members(_ flow: Flow, behind: Double) -> [(s: Double, random: SplitMix64)] {
    let moved = flow.velocity * time
    return cells(flow.spacing, behind: behind, offset: moved).compactMap { cell in
      var random = SplitMix64(seed: street.seed, 50, flow.salt, cell)
      guard random.chance(flow.occupancy) else { return nil }
      return ((Double(cell) + random.uniform(0.15, 0.85)) * flow.spacing + moved, random)
    }
  }

  /// Parked and moving vehicles.
  func drawTraffic(_ shadows: inout GroundShadows) {
    for side in [street.left, street.right] {
      let heading = side.sign * street.driveSide
      let room = street.halfWidth - Double(street.lanes) * street.laneWidth
      for cell in cells(6.3, behind: 4) {
        var random = SplitMix64(seed: street.seed, 60, Int(side.sign), cell)
        let s = (Double(cell) + 0.5) * 6.3 + random.uniform(-0.4, 0.4)
        guard random.chance(side.parked), !street.isCrossing(s - 7, s + 4) else { continue }
        let car = Vehicle(&random, parked: true)
        guard !car.isBus else { continue }
        // Without room at the kerb they stand half on the pavement.
        let t = side.sign * (street.halfWidth - (room > 1.4 ? 1.0 : -0.5) + random.uniform(-0.12, 0.12))
        draw(car, s: s, t: t, heading: random.chance(0.85) ? heading : -heading, &shadows)
      }
      for lane in 0..<street.lanes {
        let t = side.sign * street.laneWidth * (Double(lane) + 0.5)
        let own = abs(t - camera.t) < street.laneWidth * 0.6
        let flow = Flow(
          salt: Int(side.sign) * 4 + lane, t: t,
          velocity: heading > 0 ? speed * (own ? 1 : 1.12 - 0.2 * Double(lane)) : -speed * 0.9,
          spacing: own ? 26 : 17, occupancy: street.traffic * (own ? 0.75 : 0.7))
        for (s, state) in members(flow, behind: 6) {
          var random = state
          let sway = 2.5 * sine(turns: time / 9 + random.uniform())
          let place = s + sway
          guard !own || place > camera.s + 9 else { continue }
          draw(
            Vehicle(&random, parked: false), s: place, t: t + random.uniform(-0.25, 0.25), heading: heading, &shadows)
        }
      }
    }
  }
}
