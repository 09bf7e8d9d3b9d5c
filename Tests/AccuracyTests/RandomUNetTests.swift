import Accuracy
import Dataset
import FloatReference
import Foundation
import Kernels
import Lowering
import Model
import Testing

/// Random UNets run through converter, engine and float reference; CATSEYE_RANDOM_UNETS=1000 tests more.
@Suite struct RandomUNetTests {
  private static let count = Int(ProcessInfo.processInfo.environment["CATSEYE_RANDOM_UNETS"] ?? "") ?? 25

  @Test func engineIsThePredictedNetworkInEveryByteOfEverySet() throws {
    var worst = (noise: Double.infinity, excess: 0.0)
    for seed in 1...UInt64(Self.count) {
      let network = try RandomUNet(seed: seed)
      let pair = try ConvertedPair(network.graph)
      let meeting = overlap(try pair.plan())
      #expect(meeting == nil, "seed \(seed)")
      let frame = ConvertedPair.frame(network.graph)
      let logits = pair.int8.logits(of: frame)
      for (set, threads) in other(seed) {
        let same = try pair.reopened(threads: threads, instructionSet: set).logits(of: frame)
        #expect(logits.map(\.bitPattern) == same.map(\.bitPattern), "seed \(seed): \(set.text), \(threads) threads")
      }
      let errors = try quantisationErrors(network, pair, frame, logits)
      // the predicted cost of int8, and what the rounding of a bias and ties may add
      #expect(errors.actual <= 1.1 * errors.predicted + 0.0001 * errors.signal, "seed \(seed): \(errors)")
      worst.noise = min(worst.noise, 20 * log10(errors.signal / max(errors.actual, 1e-9)))
      worst.excess = max(worst.excess, errors.actual / max(errors.predicted, 1e-9))
    }
    print("\(Self.count) random UNets: at least \(worst.noise) dB, at most \(worst.excess) of the predicted error")
  }

  /// The scalar reference always, and one of the others with a number of threads that depends on the seed.
  private func other(_ seed: UInt64) -> [(InstructionSet, Int)] {
    let sets = InstructionSet.allCases.filter(\.isAvailable)
    return [(.scalar, 1), (sets[Int(seed) % sets.count], 2 + Int(seed % 7))]
  }

  /// Root mean squares at the logits: of the float network's signal, of the predicted error, and of the engine's error.
  private func quantisationErrors(
    _ network: RandomUNet, _ pair: ConvertedPair, _ frame: RGBImage, _ logits: [Float]
  ) throws -> (signal: Double, predicted: Double, actual: Double) {
    let normalisation = try NetworkPair(pair.graph, pair.int8).normalisation
    let lowered = try LoweredNetwork(pair.graph, normalisation: normalisation)
    let predicted = LayerStudy(lowered, try pair.int8.stored(in: lowered)).quantisedLogits(frame.pixels)
    let float = try FloatExecutor(graph: pair.graph).run(FloatFrame.normalised(frame.pixels, normalisation))
    let mean = float.reduce(0.0) { $0 + Double($1) } / Double(float.count)
    func rootMeanSquare(_ errors: some Sequence<Double>) -> Double {
      (errors.reduce(0.0) { $0 + $1 * $1 } / Double(float.count)).squareRoot()
    }
    return (
      rootMeanSquare(float.map { Double($0) - mean }),
      rootMeanSquare(zip(float, predicted).map { Double($0) - Double($1) }),
      rootMeanSquare(zip(float, logits).map { Double($0) - Double($1) })
    )
  }

  /// Two tensors that share bytes while both are needed. It looks at single bytes, unlike the planner and the validator.
  private func overlap(_ plan: Plan) -> String? {
    var owner = [Int](repeating: -1, count: plan.arenaBytes)
    func write(_ tensor: Int) { for byte in plan.tensors[tensor].arenaRange { owner[byte] = tensor } }
    write(plan.inputTensor)
    for step in plan.steps {
      // all outputs of a step are written before its sources are checked: neither may overwrite a byte of the other
      for output in step.outputs { write(output.tensor) }
      for tensor in step.sources + step.outputs.map(\.tensor) {
        guard plan.tensors[tensor].arenaRange.allSatisfy({ owner[$0] == tensor }) else {
          return "\(step.name): \(plan.tensors[tensor].name) was written over"
        }
      }
    }
    return nil
  }
}
