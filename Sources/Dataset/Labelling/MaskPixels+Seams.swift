extension MaskPixels {
  /// The largest squared distance, in `LumaChroma`, between a pixel and the mixture of two colours that it is taken for.
  static let tolerance: Float = 300

  private static let directions: [(x: Int, y: Int)] = [(1, 0), (0, 1), (1, 1), (1, -1)]

  /// Assigns the pixels of a blended seam to the two areas beside it.
  ///
  /// A seam between A and B passes through every mixture of the two, and may meet a third class's colour on the way: CamVid's pedestrian
  /// lies just between its tree and void. So a pixel that is not clean goes to A or B, whichever it holds more of, if clean pixels of A and
  /// B lie on opposite sides of it and it is a mixture of the two. A thin thing of its own, such as a pole, is no mixture of its
  /// neighbours, because its luma is not smeared.
  /// what lies beside it, because its luma is not smeared.
  mutating func resolveSeams() {
    let before = numbers
    for y in 0..<height {
      for centre in index(0, y)..<index(0, y) + width where !isClean[centre] {
        var least = Self.tolerance
        for direction in Self.directions {
          let step = direction.y * stride + direction.x
          guard let a = cleanNumber(from: centre, step, before), let b = cleanNumber(from: centre, -step, before),
            a != b, a != before[centre], b != before[centre]
          else { continue }
          let (share, distance) = Self.mixture(colours[centre], palette[Int(a)], palette[Int(b)])
          guard distance < least else { continue }
          least = distance
          numbers[centre] = share > 0.5 ? b : a
          barred[centre] = Int16(before[centre])
        }
      }
    }
  }

  private func cleanNumber(from centre: Int, _ step: Int, _ numbers: [UInt8]) -> UInt8? {
    for distance in 1...Self.margin where isClean[centre + distance * step] {
      return numbers[centre + distance * step]
    }
    return nil
  }

  /// The share of `b` in the mixture of `a` and `b` nearest to `colour`, and the squared distance to that mixture.
  static func mixture(
    _ colour: SIMD3<Float>, _ a: SIMD3<Float>, _ b: SIMD3<Float>
  ) -> (share: Float, distance: Float) {
    let line = b - a
    let length = (line * line).sum()
    let share = length > 0 ? min(max(((colour - a) * line).sum() / length, 0), 1) : 0
    return (share, LumaChroma.squaredDistance(colour, a + line * share))
  }
}
