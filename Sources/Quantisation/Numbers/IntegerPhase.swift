import Lowering

/// A phase's weights as integers, in the order of the float weights, and the real result for which they stand:
///
///     real[o] = unit[o] · Σ weights[o] · (q - zeroPoint) + constant[o]
struct IntegerPhase {
  /// [outputs][inputs][kernel.height][kernel.width], each in -127 ... 127
  var weights: [Int8]
  /// For each output channel the real number for which 1 in its accumulator stands.
  var unit: [Double]
  var constant: [Double]
}

extension IntegerPhase {
  /// The weights as the real numbers for which they stand.
  /// - Parameter scales: the scale of each input channel
  func real(_ phase: FloatPhase, _ scales: [Double]) -> FloatPhase {
    var real = phase
    let taps = phase.kernel.count
    let depth = scales.count * taps
    real.weights = weights.enumerated().map { index, integer in
      Float(unit[index / depth] * Double(integer) / scales[index % depth / taps])
    }
    return real
  }
}

/// A phase with the scales of its inputs folded into the weights (NUMERICS.md, "Concatenation").
struct FoldedPhase {
  /// [outputs][inputs][kernel.height][kernel.width]
  var weights: [Double]
  /// The bias of each output channel, with the contribution of the sources' offsets.
  var constant: [Double]
  private(set) var depth: Int
  /// Whether each row of three weights is to keep |g0 + g2| + |g1| <= 127 (NUMERICS.md, "F(2, 3)").
  var isPaired = false

  /// - Parameter sources: the sources in order, together with as many channels as the phase reads.
  init(_ phase: FloatPhase, _ sources: [SegmentQuantisation]) {
    let taps = phase.kernel.count
    let scale = sources.flatMap(\.scale)
    let offset = sources.flatMap(\.offset)
    depth = scale.count * taps
    weights = phase.weights.map(Double.init)
    constant = phase.bias.map(Double.init)
    for o in constant.indices {
      for i in scale.indices {
        for at in o * depth + i * taps..<o * depth + (i + 1) * taps {
          constant[o] += weights[at] * offset[i]
          weights[at] *= scale[i]
        }
      }
    }
  }

  /// For a depthwise convolution, where each channel reads only itself.
  init(depthwise phase: FloatPhase, _ source: SegmentQuantisation) {
    depth = phase.kernel.count
    constant = phase.bias.map(Double.init)
    weights = phase.weights.map(Double.init)
    for index in weights.indices { weights[index] *= source.scale[index / depth] }
  }

  /// The same phase with some of its input channels.
  func part(_ channels: Range<Int>, taps: Int) -> FoldedPhase {
    var part = self
    part.depth = channels.count * taps
    part.weights = constant.indices.flatMap { o in
      weights[o * depth + channels.lowerBound * taps..<o * depth + channels.upperBound * taps]
    }
    return part
  }

  /// The largest bias of a convolution, in units of the accumulator. A batch norm's shift may take half of it.
  static let largestBias = 0x1p30

  /// The real number for which 1 in the accumulator stands, such that all 8 bits are used and the convolution's own bias fits.
  func unit(_ o: Int) -> Double {
    let largest = weights[o * depth..<(o + 1) * depth].reduce(0) { max($0, abs($1)) }
    let needed = isPaired ? max(largest, largestRow(o)) : largest
    let unit = max(needed / 127, abs(constant[o]) / FoldedPhase.largestBias)
    return unit == 0 ? 1 : unit  // a channel whose weights are all 0
  }

  /// A channel's weights, rounded to the nearest integers that they may have.
  func nearest(_ o: Int, unit: Double) -> [Float] {
    var integers = weights[o * depth..<(o + 1) * depth].map {
      Float(min(max(($0 / unit).rounded(.toNearestOrEven), -127), 127))
    }
    if isPaired { FoldedPhase.drawBack(&integers) }
    return integers
  }

  /// Each weight rounded to the nearest integer.
  var nearest: IntegerPhase {
    var result = IntegerPhase(weights: [], unit: [], constant: constant)
    result.weights.reserveCapacity(weights.count)
    for o in constant.indices {
      let unit = unit(o)
      result.unit.append(unit)
      for weight in weights[o * depth..<(o + 1) * depth] {
        result.weights.append(Int8(min(max((weight / unit).rounded(.toNearestOrEven), -127), 127)))
      }
    }
    return result
  }
}
