import Lowering
import NetworkGraph

/// The factors and summands of a rescaling, a sum or a product, in units of the scale of the written tensor (NUMERICS.md, "Operators").
struct ElementwiseTables {
  /// For each source one factor for each of its channels; a second source with one value for each pixel has one for each output channel.
  var factors: [[Float]]
  /// The summands in the same order; a sum or product has one table in all.
  var shifts: [[Float]]
  var slope: Float

  init(_ work: LoweredOperator, _ step: LoweredStep, _ quantisations: [SegmentQuantisation]) {
    let target = quantisations[step.heads[0].segment]
    let transform = step.heads[0].transform
    let gain = zip(transform.affine.scale, target.scale).map { $0 / $1 }
    let shift = zip(transform.affine.shift, target.scale).map { Float($0 / $1) }
    let sources = step.sources.map { quantisations[$0].scale }
    slope = Float(transform.slope ?? 1)
    func scale(_ source: Int, _ c: Int) -> Double {
      sources[source].count == 1 ? sources[source][0] : sources[source][c]
    }
    switch work {
    case .add:
      factors = [0, 1].map { source in gain.indices.map { Float(scale(source, $0) * gain[$0]) } }
      shifts = [shift]
    case .multiply:
      factors = [gain.indices.map { Float(scale(0, $0) * scale(1, $0) * gain[$0]) }]
      shifts = [shift]
    default:
      var first = 0
      if case .rescale(let channel) = work { first = -channel }
      (factors, shifts) = ([], [])
      for source in sources {
        let own = max(first, 0)..<min(first + source.count, gain.count)
        factors.append(own.map { Float(source[$0 - first] * gain[$0]) })
        shifts.append(Array(shift[own]))
        first += source.count
      }
    }
  }
}

extension SegmentQuantisation {
  /// The largest int8 that a head writes: its upper bound, where a channel's scale lets int8 exceed it.
  func high(_ transform: HeadTransform) -> Int {
    guard let limit = transform.limit else { return highest }
    return Int(min(max(rounded(limit).max() ?? Double(highest), Double(lowest)), Double(highest)))
  }

  /// The least int8 that a head writes: its lower bound, where a channel's scale lets int8 fall below it.
  func low(_ transform: HeadTransform) -> Int {
    guard let least = transform.least else { return lowest }
    return Int(min(max(rounded(least).min() ?? Double(lowest), Double(lowest)), Double(highest)))
  }

  private func rounded(_ bound: Double) -> [Double] {
    zip(scale, zeroPoint).map { Double($1) + (bound / $0).rounded(.toNearestOrEven) }
  }

  /// The result of each int8, at its value + 128: `function` of its real value, at the scale of another tensor.
  func table(of function: Pointwise, into target: SegmentQuantisation) -> [Int8] {
    (-128...127).map { q in
      let value = function.value(real(Int8(q), 0)) / target.scale[0]
      let units = (value.isNaN ? 0 : min(max(value, -256), 256)).rounded(.toNearestOrEven)
      return Int8(min(max(Int(units) + target.zeroPoint[0], -128), 127))
    }
  }
}

extension ResizeTap {
  /// The second element's share in 256ths.
  var integerShare: Int { Int((Double(share) * 256).rounded(.toNearestOrEven)) }
}
