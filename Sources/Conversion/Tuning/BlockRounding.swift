/// Rounds the weights of a phase that reads so many inputs that their covariance would take gigabytes: block by block of
/// input channels. Each block's weights are rounded by the covariance of its own inputs, and make up for what the blocks
/// before have added to the results at the sampled places; so the covariance between blocks counts without being kept.
struct BlockRounding {
  /// Inputs whose whole covariance is kept: 85 MB.
  static let widest = 4608
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
  ///   - resultMeans: of each output channel, what the float network computed on average
  ///   - inputs: of some input channels, [places][channels][tap], q - zeroPoint; the same places for all
  func rounded(resultMeans: [Double], inputs: (_ channels: Range<Int>) -> Matrix) -> IntegerPhase {
    let outputs = folded.constant.count
    let isScarce = WeightRounding.isScarce(inputs(0..<1).rows, depth: folded.depth)
    let variances = isScarce ? [] : blocks.flatMap { BlockRounding.variances(inputs($0)) }
    let units = (0..<outputs).map { o in isScarce ? folded.unit(o) : folded.startingUnit(o) { variances[$0] } }
    var result = IntegerPhase(
      weights: [Int8](repeating: 0, count: folded.weights.count), unit: units, constant: resultMeans)
    var errors: Matrix?
    for block in blocks {
      let part = folded.part(block, taps: taps)
      let own = inputs(block)
      let rounding = WeightRounding(
        part, inputs: own, resultMeans: [Double](repeating: 0, count: outputs), units: units, errors: errors,
        isScarce: isScarce)
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
      let added = difference.times(own.centred(own.columnMeans).transposed)
      if errors == nil {
        errors = added
      } else {
        for index in added.values.indices { errors?.values[index] += added.values[index] }
      }
    }
    return result
  }

  private static func variances(_ inputs: Matrix) -> [Double] {
    let means = inputs.columnMeans
    var sums = [Double](repeating: 0, count: inputs.columns)
    inputs.values.withUnsafeBufferPointer { values in
      for row in 0..<inputs.rows {
        for column in 0..<inputs.columns {
          let rest = Double(values[row * inputs.columns + column]) - means[column]
          sums[column] += rest * rest
        }
      }
    }
    return sums.map { $0 / Double(max(inputs.rows, 1)) }
  }
}
