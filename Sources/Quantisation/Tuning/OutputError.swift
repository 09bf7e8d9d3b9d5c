import Calibration
import FloatReference
import Lowering

/// How much int8 inputs and weights change a phase's results, measured on the sampled patches.
struct OutputError {
  let step: Int
  private let network: LoweredNetwork
  private let phase: FloatPhase
  /// [depth][places], real numbers
  private let inputs: Matrix
  /// [outputs][places]
  private let results: Matrix
  /// For each output channel the sum of the squared factors by which its heads multiply it.
  private let importance: [Double]
  /// The energy of the results around their means, weighted by importance.
  private let signal: Double

  init(_ network: LoweredNetwork, step index: Int, _ samples: PhaseSamples) {
    step = index
    self.network = network
    phase = samples.plan.phase
    inputs = samples.patchMatrix.transposed
    let step = network.steps[index]
    let outputs = phase.bias.count
    results = Matrix(rows: outputs, columns: samples.plan.depth, values: phase.weights).times(inputs)
    importance = (0..<outputs).map { o in
      step.heads.isEmpty ? 1 : step.heads.reduce(0) { $0 + $1.transform.affine.scale[o] * $1.transform.affine.scale[o] }
    }
    signal = OutputError.energy(results, importance)
  }

  /// For each input channel of a source, how much a unit of squared error in it adds to `relative`.
  func gains(of segment: Int) -> [Double] {
    var gains = [Double](repeating: 0, count: network.segments[segment].shape.channels)
    let taps = phase.kernel.count
    let sources = network.steps[step].sources
    let depth = sources.reduce(0) { $0 + network.segments[$1].shape.channels } * taps
    var first = 0
    for source in sources {
      let channels = network.segments[source].shape.channels
      if network.quantisedAs(source) == segment {
        for o in importance.indices {
          for c in 0..<channels {
            for at in o * depth + (first + c) * taps..<o * depth + (first + c + 1) * taps {
              gains[c] += importance[o] * Double(phase.weights[at] * phase.weights[at])
            }
          }
        }
      }
      first += channels
    }
    return gains.map { $0 * Double(inputs.columns) / max(signal, 1e-30) }
  }

  /// The part of the nearest integers' error that is left after `WeightRounding` (about 4 dB less).
  private static let leftOfRounding = 0.4

  /// The squared error of the results divided by their energy, both around their means, because the constants will be corrected. It counts
  /// rounded inputs, and rounded weights with a discount, because these will be rounded better in the end.
  func relative(_ quantisations: [SegmentQuantisation]) -> Double {
    let sources = network.steps[step].sources.map { quantisations[$0] }
    var rounded = inputs
    let taps = phase.kernel.count
    var row = 0
    for source in sources {
      for c in source.scale.indices {
        for _ in 0..<taps {
          source.round(&rounded.values, row * inputs.columns..<(row + 1) * inputs.columns, channel: c)
          row += 1
        }
      }
    }
    let weights = FoldedPhase(phase, sources).nearest.real(phase, sources.flatMap(\.scale)).weights
    let float = Matrix(rows: results.rows, columns: inputs.rows, values: phase.weights)
    var error = float.times(rounded)
    for index in error.values.indices { error.values[index] -= results.values[index] }
    let ofInputs = OutputError.energy(error, importance)
    let difference = zip(weights, phase.weights).map { $0 - $1 }
    let rounding = Matrix(rows: results.rows, columns: inputs.rows, values: difference).times(rounded)
    let ofWeights = OutputError.energy(rounding, importance)
    return (ofInputs + OutputError.leftOfRounding * ofWeights) / max(signal, 1e-30)
  }

  private static func energy(_ matrix: Matrix, _ importance: [Double]) -> Double {
    var energy = 0.0
    for row in 0..<matrix.rows {
      let values = matrix.values[row * matrix.columns..<(row + 1) * matrix.columns]
      let mean = values.reduce(0.0) { $0 + Double($1) } / Double(max(matrix.columns, 1))
      energy += importance[row] * values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    }
    return energy
  }
}
