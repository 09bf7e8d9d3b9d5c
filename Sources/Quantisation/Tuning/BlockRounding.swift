import FloatReference

/// Rounds the weights of a phase that reads so many inputs that their covariance would take gigabytes. It goes block by block through the
/// input channels: each block's weights are rounded by the covariance of its own inputs, and they compensate for the errors that the blocks
/// before have added to the results at the sampled places. So the covariance between blocks counts without being stored.
struct BlockRounding {
  private static let blockWidth = 2304

  private let folded: FoldedPhase
  private let taps: Int
  private let blocks: [Range<Int>]

  init(_ folded: FoldedPhase, taps: Int) {
    self.folded = folded
    self.taps = taps
    let channels = folded.depth / taps
    let width = max(BlockRounding.blockWidth / taps, 1)
    blocks = Swift.stride(from: 0, to: channels, by: width).map { $0..<min($0 + width, channels) }
  }

  /// - Parameters:
  ///   - resultMeans: for each output channel the mean that the float network computed
  ///   - places: how many places there are
  ///   - inputs: q - zeroPoint of some input channels, [places][channels][tap]; the same places for all channels
  func rounded(resultMeans: [Double], places: Int, inputs: (_ channels: Range<Int>) -> PatchParts) -> IntegerPhase {
    let outputs = folded.constant.count
    let isScarce = InputMoments.isScarce(places, depth: folded.depth)
    let variances = isScarce ? [] : blocks.flatMap { inputs($0).variances }
    let units = (0..<outputs).map { o in isScarce ? folded.unit(o) : folded.startingUnit(o) { variances[$0] } }
    var result = IntegerPhase(
      weights: [Int8](repeating: 0, count: folded.weights.count), unit: units, constant: resultMeans)
    /// [places][outputs]: the errors that the blocks so far have added to the results.
    var errors: Matrix?
    for block in blocks {
      let part = folded.part(block, taps: taps)
      let own = isScarce ? inputs(block) : inputs(block).kept
      var shared = errors.map { _ in Matrix(rows: outputs, columns: part.depth) }
      let moments = InputMoments(own, isScarce: isScarce) { centred, first in
        guard let errors else { return }
        shared?.add(errors.rows(first..<first + centred.rows).transposed.times(centred))
      }
      if shared != nil { for index in 0..<outputs * part.depth { shared?.values[index] /= Float(max(places, 1)) } }
      let rounding = WeightRounding(
        part, inputs: moments, resultMeans: [Double](repeating: 0, count: outputs), units: units, errors: shared)
      let rounded = rounding.rounded()
      var difference = Matrix(rows: outputs, columns: part.depth)
      for o in 0..<outputs {
        result.constant[o] += rounded.constant[o]
        let first = o * folded.depth + block.lowerBound * taps
        for i in 0..<part.depth {
          let integer = rounded.weights[o * part.depth + i]
          result.weights[first + i] = integer
          difference.values[o * part.depth + i] = Float(units[o] * Double(integer) - part.weights[o * part.depth + i])
        }
      }
      guard !isScarce, block != blocks.last else { continue }
      let turned = difference.transposed
      var all = errors ?? Matrix(rows: places, columns: outputs)
      errors = nil
      own.forEachCentred(moments.means) { centred, first in
        for (index, value) in centred.times(turned).values.enumerated() { all.values[first * outputs + index] += value }
      }
      errors = all
    }
    return result
  }
}

extension Matrix {
  fileprivate func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      values: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
  }
}
