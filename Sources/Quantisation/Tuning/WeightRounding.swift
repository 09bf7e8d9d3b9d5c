import FloatReference

/// Rounds a phase's weights so that its results from the int8 inputs are as close as possible to the float network's at the same places.
///
/// Let u be the inputs q - zeroPoint at the sampled places, C their covariance, and w a channel's folded weights. Its integers n and unit s
/// shall minimise (w - s · n) · C · (w - s · n), which is the squared error that rounding adds to the results. It is minimised coordinate
/// by coordinate: each weight in turn takes the integer that is best while the others stay (QuantEase, Behdin et al. 2023,
/// arXiv:2309.01885).
///
/// The constant makes the mean of the results equal the float network's there (bias correction).
struct WeightRounding {
  private let folded: FoldedPhase
  private let outputs, depth: Int
  private let inputMeans, resultMeans: [Double]
  /// [depth][depth], with damping added to its diagonal; empty where places are scarce: weights then become the nearest integers.
  private let covariance: Matrix
  private let isScarce: Bool
  /// [outputs][depth]: weights · covariance
  private let wanted: Matrix
  /// The given unit of each output channel; nil: units are chosen.
  private let units: [Double]?

  /// The share of the inputs' mean variance that is added to the diagonal. It keeps weights about which the samples say little near the
  /// float weights.
  private static let damping = 0.01
  private static let sweeps = 6

  /// - Parameters:
  ///   - inputs: q - zeroPoint at the sampled places, [places][depth]
  ///   - resultMeans: for each output channel the float network's mean result there
  ///   - units: a unit for each output channel, if they shall not be chosen
  ///   - errors: [outputs][depth], the covariance of the inputs with the errors that other weights have already added to the results; these
  ///     weights compensate for them
  init(
    _ folded: FoldedPhase, inputs: InputMoments, resultMeans: [Double], units: [Double]? = nil, errors: Matrix? = nil
  ) {
    self.units = units
    self.folded = folded
    self.resultMeans = resultMeans
    outputs = folded.constant.count
    depth = folded.depth
    inputMeans = inputs.means
    isScarce = inputs.covariance == nil
    guard var covariance = inputs.covariance else {
      covariance = Matrix(rows: 0, columns: 0)
      wanted = covariance
      return
    }
    var trace = 0.0
    for i in 0..<folded.depth { trace += Double(covariance.values[i * folded.depth + i]) }
    let damping = Float(WeightRounding.damping * trace / Double(depth) + 1e-6)
    for i in 0..<folded.depth { covariance.values[i * folded.depth + i] += damping }
    var wanted = Matrix(rows: outputs, columns: depth, values: folded.weights.map { Float($0) }).times(covariance)
    if let errors { for (index, value) in errors.values.enumerated() { wanted.values[index] -= value } }
    self.wanted = wanted
    self.covariance = covariance
  }

  func rounded(threads: Int = Parallel.coreCount) -> IntegerPhase {
    var result = IntegerPhase(
      weights: [Int8](repeating: 0, count: outputs * depth), unit: [Double](repeating: 1, count: outputs),
      constant: resultMeans)
    result.weights.withUnsafeMutableBufferPointer { weights in
      result.unit.withUnsafeMutableBufferPointer { units in
        result.constant.withUnsafeMutableBufferPointer { constants in
          nonisolated(unsafe) let (weights, units, constants) = (weights, units, constants)
          Parallel.forEach(outputs, threads: threads) { o, _ in
            let (integers, unit) = row(o)
            units[o] = unit
            for i in 0..<depth {
              weights[o * depth + i] = Int8(integers[i])
              constants[o] -= unit * Double(integers[i]) * inputMeans[i]
            }
          }
        }
      }
    }
    return result
  }

  private func startingUnit(_ o: Int) -> Double {
    folded.startingUnit(o) { Double(covariance.values[$0 * depth + $0]) }
  }

  private func row(_ o: Int) -> (integers: [Float], unit: Double) {
    let unit = units?[o] ?? (isScarce ? folded.unit(o) : startingUnit(o))
    var integers = folded.nearest(o, unit: unit)
    if isScarce { return (integers, unit) }
    let wanted = wanted.values[o * depth..<(o + 1) * depth]
    var gradient = wanted.map { -$0 / Float(unit) }
    covariance.values.withUnsafeBufferPointer { covariance in
      gradient.withUnsafeMutableBufferPointer { gradient in
        guard let all = covariance.baseAddress, let gradient = gradient.baseAddress else { return }
        for i in 0..<depth where integers[i] != 0 { add(all + i * depth, integers[i], gradient) }
        for _ in 0..<WeightRounding.sweeps {
          var moved = 0
          for i in 0..<depth {
            let best = (integers[i] - gradient[i] / all[i * depth + i]).rounded(.toNearestOrEven)
            let bounds = folded.bounds(i, integers)
            let next = min(max(best, bounds.lowerBound), bounds.upperBound)
            // weights beyond the range of Float stay at the nearest integers
            guard best.isFinite, next != integers[i] else { continue }
            add(all + i * depth, next - integers[i], gradient)
            integers[i] = next
            moved += 1
          }
          if moved == 0 { break }
        }
      }
    }
    if units != nil { return (integers, unit) }
    // the best unit for the integers as they are: wanted · n / n · covariance · n
    var (above, below) = (0.0, 0.0)
    for i in 0..<depth {
      let own = Double(wanted[o * depth + i])
      above += own * Double(integers[i])
      below += (Double(gradient[i]) * unit + own) * Double(integers[i])
    }
    let ratio = above / below
    return (integers, ratio > 0.9 && ratio < 1.1 ? ratio * unit : unit)
  }

  /// gradient += factor · line
  private func add(_ line: UnsafePointer<Float>, _ factor: Float, _ gradient: UnsafeMutablePointer<Float>) {
    for j in 0..<depth { gradient[j] += factor * line[j] }
  }
}

extension FoldedPhase {
  /// The best of a few units for rounding to nearest, with errors weighted by the inputs' variances.
  func startingUnit(_ o: Int, variance: (_ input: Int) -> Double) -> Double {
    let whole = unit(o)
    let row = weights[o * depth..<(o + 1) * depth]
    var best = (unit: whole, error: Double.infinity)
    // if rows are bounded by their sums, few channels need the whole unit, and smaller ones are worth a try
    for part in 0..<(isPaired ? 13 : 8) {
      let unit = whole * (1 - 0.05 * Double(part))
      let integers = nearest(o, unit: unit)
      var error = 0.0
      for (i, weight) in row.enumerated() {
        let rest = weight - unit * Double(integers[i])
        error += rest * rest * variance(i)
      }
      if error < best.error { best = (unit, error) }
      if abs(constant[o]) > unit * FoldedPhase.largestBias / 2 { break }
    }
    return best.unit
  }
}
