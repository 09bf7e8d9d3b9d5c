import FloatReference
import Lowering
import Quantisation

/// Which layers quantisation harms, and how. The float network is computed again with the model's own weights, scales and zero points, once
/// in all layers and once in one layer at a time.
///
/// Two threads must not use it at the same time; each step uses all cores itself.
public final class LayerStudy {
  /// How many frames are enough: a layer behaves much the same on all of them.
  public static let frameCount = 6

  public let network: LoweredNetwork
  public let stored: StoredQuantisation
  public private(set) var frames = 0
  /// One tally for each segment of the network; for the frame and for max-pooling's outputs only `all` is counted.
  public private(set) var tensors: [TensorTally]
  /// One tally for each step with weights.
  public private(set) var layers: [LayerTally]
  /// The noise at the logits with everything quantised.
  public private(set) var logits = NoiseMeter()

  private let float, quantised: LoweredExecutor
  private let classes: Int

  public init(_ network: LoweredNetwork, _ stored: StoredQuantisation) {
    self.network = network
    self.stored = stored
    tensors = network.segments.map { TensorTally(channels: $0.shape.channels) }
    layers = network.steps.indices.filter { !network.steps[$0].phases.isEmpty }.map { LayerTally(step: $0) }
    float = LoweredExecutor(network)
    quantised = LoweredExecutor(network, phases: stored.phases)
    classes = network.steps.last?.shape.channels ?? 0
  }

  /// - Parameter pixels: bytes at the network's size, [height][width][channels].
  public func add(_ pixels: [UInt8]) {
    let frame = FloatFrame.normalised(pixels, network.normalisation)
    let truth = float.values(of: frame)
    measureAll(frame, against: truth)
    for index in layers.indices { measure(layer: index, against: truth) }
    frames += 1
  }

  /// The logits of a frame with everything quantised, Float32 [classes][pixels]. They differ from the engine's only by its bias's rounding.
  public func quantisedLogits(_ pixels: [UInt8]) -> [Float] {
    quantisedPass(FloatFrame.normalised(pixels, network.normalisation)).logits
  }

  private typealias Values = LoweredExecutor.Values

  private func quantisedPass(_ frame: [Float]) -> Values {
    quantised.values(of: frame) { index, values in
      // a pool writes values that int8 holds exactly
      for head in network.steps[index].heads where network.segments[head.segment].sharesQuantisationWith == nil {
        values.segments[head.segment] = stored.segments[head.segment].rounded(values.segments[head.segment])
      }
    }
  }

  private func measureAll(_ frame: [Float], against truth: Values) {
    let all = quantisedPass(frame)
    for index in network.segments.indices { tensors[index].all.add(truth.segments[index], all.segments[index]) }
    logits.add(truth.logits, all.logits)
  }

  /// Quantises one layer's weights and outputs, and computes all later layers in float.
  private func measure(layer: Int, against truth: Values) {
    let index = layers[layer].step
    var values = truth
    quantised.compute(index, &values)
    for head in network.steps[index].heads {
      let quantisation = stored.segments[head.segment]
      let exact = values.segments[head.segment]
      let rounded = quantisation.rounded(exact)
      tensors[head.segment].add(
        float: truth.segments[head.segment], exact: exact, rounded: rounded, quantisation)
      values.segments[head.segment] = rounded
    }
    float.update(&values, changed: network.steps[index].heads.map(\.segment), behind: index)
    layers[layer].alone.add(truth.logits, values.logits)
    let masks = (
      FloatFrame.argMax(truth.logits, classes: classes), FloatFrame.argMax(values.logits, classes: classes)
    )
    for (before, after) in zip(masks.0, masks.1) where before != after { layers[layer].changed += 1 }
    layers[layer].pixels += masks.0.count
  }
}
