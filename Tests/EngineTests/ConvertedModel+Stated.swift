import FloatReference
import Lowering
import Model
import Quantisation

extension ConvertedModel {
  /// How near the engine's logits of a frame are to logits that are computed in float with the scales, weights and biases of the file.
  ///
  /// - Returns: their squared distance, divided by that of the engine's logits from the float network's: 1 if nothing were rounded.
  func distanceFromFile() throws -> Double {
    let network = try LoweredNetwork(graph, normalisation: normalisation)
    let stored = try StoredQuantisation(Model(path: path), network)
    let frame = FloatFrame.normalised(frames[0], normalisation)
    let values = LoweredExecutor(network, phases: stored.phases).values(of: frame) { index, values in
      for head in network.steps[index].heads where network.segments[head.segment].sharesQuantisationWith == nil {
        values.segments[head.segment] = stored.segments[head.segment].rounded(values.segments[head.segment])
      }
    }
    let own = try run().logits
    func squaredDistance(_ logits: [Float]) -> Double {
      zip(logits, own).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    }
    return try squaredDistance(values.logits) / squaredDistance(floatLogits())
  }
}
