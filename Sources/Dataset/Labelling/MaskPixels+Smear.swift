extension MaskPixels {
  /// How much a neighbour of the same class counts, in squared levels. With less, single wrong pixels stay in the noise; with more, corners
  /// are lost. Between 60 and 240 the labels of CamVid's pairs change by 0.02%.
  private static let neighbourBonus: Float = 120
  /// The most rounds; nearly all pixels settle in three.
  private static let maxRounds = 8

  /// Chooses the class of every pixel that is not clean, so that the classes together explain the mask best: a pixel's luma follows from
  /// its own class, and its chroma from the classes round it, as 4:2:0 spreads them.
  ///
  /// The method is iterated conditional modes (Besag, 1986): each pixel in turn takes the best of the classes in its 5 x 5 neighbourhood
  /// while all others stay, until nothing changes. The order is fixed, so the result is too.
  mutating func resolveSmear() {
    let taps = ChromaSmear.taps(stride: stride)
    let open = (0..<height).flatMap { y in (index(0, y)..<index(0, y) + width).filter { !isClean[$0] } }
    var residuals = chromaResiduals(open, taps)
    for _ in 0..<Self.maxRounds {
      var isSettled = true
      for centre in open {
        let old = numbers[centre]
        let new = best(centre, residuals, taps)
        guard new != old else { continue }
        isSettled = false
        numbers[centre] = new
        let change = chroma(palette[Int(new)]) - chroma(palette[Int(old)])
        for tap in taps { residuals[centre + tap.offset] -= tap.weight * change }
      }
      if isSettled { break }
    }
  }

  /// Decoded chroma minus the chroma that the numbers explain, for the neighbourhoods of `pixels`; zero elsewhere.
  private func chromaResiduals(_ pixels: [Int], _ taps: [(offset: Int, weight: Float)]) -> [SIMD2<Float>] {
    var residuals = [SIMD2<Float>](repeating: .zero, count: numbers.count)
    var isKnown = [Bool](repeating: false, count: numbers.count)
    for pixel in pixels {
      for near in taps where !isKnown[pixel + near.offset] {
        let centre = pixel + near.offset
        isKnown[centre] = true
        var residual = chroma(colours[centre])
        for tap in taps { residual -= tap.weight * chroma(palette[Int(numbers[centre + tap.offset])]) }
        residuals[centre] = residual
      }
    }
    return residuals
  }

  private func best(
    _ centre: Int, _ residuals: [SIMD2<Float>], _ taps: [(offset: Int, weight: Float)]
  ) -> UInt8 {
    let old = numbers[centre]
    var spread = SIMD2<Float>.zero
    for tap in taps { spread += tap.weight * residuals[centre + tap.offset] }
    var (best, least) = (old, cost(old, centre, spread))
    var last = old
    for tap in taps {
      let number = numbers[centre + tap.offset]
      // neighbours mostly have the same class; trying a class twice is harmless
      guard number != last, number != old, Int16(number) != barred[centre] else { continue }
      last = number
      let cost = cost(number, centre, spread)
      if cost < least { (best, least) = (number, cost) }
    }
    return best
  }

  /// How the mask's squared error changes if `centre` gets `number`, without the part that all classes share.
  ///
  /// - Parameter spread: the residuals of the neighbours, each weighted with its share of this pixel's chroma.
  private func cost(_ number: UInt8, _ centre: Int, _ spread: SIMD2<Float>) -> Float {
    let luma = colours[centre].x - palette[Int(number)].x
    let change = chroma(palette[Int(number)]) - chroma(palette[Int(numbers[centre])])
    var cost = luma * luma - 2 * (change * spread).sum() + ChromaSmear.energy * (change * change).sum()
    for row in -1...1 {
      let middle = centre + row * stride
      for neighbour in middle - 1...middle + 1 where neighbour != centre && numbers[neighbour] == number {
        cost -= Self.neighbourBonus
      }
    }
    return cost
  }

  private func chroma(_ colour: SIMD3<Float>) -> SIMD2<Float> { SIMD2(colour.y, colour.z) }
}
