import Lowering
import Model
import NetworkGraph

/// The quantisation that a model file contains, in terms of the float network from which it was made: what each tensor's int8 stands for,
/// and the weights as their integers have them.
public struct StoredQuantisation {
  /// For each segment of the network.
  public let segments: [SegmentQuantisation]
  /// For each step its phases, with the file's weights and biases as real numbers; none for max-pooling.
  public let phases: [[FloatPhase]]

  /// - Throws: ConversionError, if the model was made from another network.
  public init(_ model: borrowing Model, _ network: LoweredNetwork) throws(ConversionError) {
    let plan = model.plan
    let stranger = ConversionError.badData("the model was made from another network than '\(network.steps[0].name)...'")
    guard plan.tensors.count == network.segments.count, plan.steps.count == network.steps.count,
      zip(plan.tensors, network.segments).allSatisfy({ $0.name == $1.name && $0.channels == $1.shape.channels }),
      zip(plan.steps, network.steps).allSatisfy({ $0.name == $1.name && $0.phases.count == $1.phases.count })
    else { throw stranger }
    var segments = zip(plan.tensors, plan.halvedTensors).map { tensor, isHalved in
      var segment = SegmentQuantisation(
        scale: model.channelScales(of: tensor).map(Double.init), zeroPoint: tensor.zeroPoint)
      segment.hasResiduals = tensor.hasResiduals
      segment.isHalved = isHalved
      return segment
    }
    segments[0] = SegmentQuantisation(frame: network.normalisation)
    self.segments = segments
    var phases: [[FloatPhase]] = []
    for (stored, step) in zip(plan.steps, network.steps) {
      var real: [FloatPhase] = []
      for (record, phase) in zip(stored.phases.map({ plan.phases[$0] }), step.phases) {
        guard record.outputChannels == phase.bias.count, record.kernelHeight == phase.kernel.height,
          record.kernelWidth == phase.kernel.width,
          zip(stored.sources.indices, stored.sources).allSatisfy({ $1 == step.sources[$0 % step.sources.count] })
        else { throw stranger }
        let reading = StoredPhase(record: record, sources: stored.sources.map { plan.tensors[$0] }, data: model.data)
        real.append(
          step.kind.isDepthwise
            ? reading.realDepthwise(phase, step, segments) : reading.real(phase, step, segments))
      }
      phases.append(real)
    }
    self.phases = phases
  }
}

/// A phase's tables and weights in a model's data section.
private struct StoredPhase {
  let record: Phase
  let sources: [Tensor]
  let data: UnsafeRawBufferPointer

  private func float(_ table: Int, _ channel: Int) -> Double {
    Double(data.loadUnaligned(fromByteOffset: table + 4 * channel, as: Float.self))
  }

  /// The accumulator's unit, computed from the head with the largest factor: m = g · unit / scale (NUMERICS.md, "Heads").
  private func unit(_ o: Int, _ step: LoweredStep, _ segments: [SegmentQuantisation]) -> Double {
    guard step.kind != .classifier else { return float(record.heads[0].positive, o) }
    var best = (gain: 0.0, unit: 0.0)
    for (head, table) in zip(step.heads, record.heads) {
      let gain = head.transform.affine.scale[o]
      // with a negative gain, positive accumulators have the leaky factor
      let factor = float(gain < 0 ? table.negative : table.positive, o)
      if abs(gain) > best.gain { best = (abs(gain), factor * segments[head.segment].scale[o] / gain) }
    }
    return best.unit
  }

  func realDepthwise(_ phase: FloatPhase, _ step: LoweredStep, _ segments: [SegmentQuantisation]) -> FloatPhase {
    var real = phase
    let taps = phase.kernel.count
    let quantisation = segments[step.sources[0]]
    for c in 0..<record.outputChannels {
      let unit = unit(c, step, segments)
      guard unit != 0 else { continue }  // as in `real` below
      var zeroSum = 0.0
      for tap in 0..<taps {
        let at = record.weights + tap * record.paddedChannels + c
        let integer = Double(data.loadUnaligned(fromByteOffset: at, as: Int8.self))
        real.weights[c * taps + tap] = Float(integer * unit / quantisation.scale[c])
        zeroSum += integer * Double(quantisation.zeroPoint[c])
      }
      real.bias[c] = bias(c, unit: unit, zeroSum: zeroSum, step)
    }
    return real
  }

  /// The convolution's own bias. The first head's bias contains that head's shift too, in units of the accumulator.
  private func bias(_ o: Int, unit: Double, zeroSum: Double, _ step: LoweredStep) -> Float {
    let stored = Double(data.loadUnaligned(fromByteOffset: record.heads[0].bias + 4 * o, as: Int32.self)) + zeroSum
    let affine = step.kind == .classifier ? nil : step.heads.first?.transform.affine
    let shift = affine.map { $0.scale[o] == 0 ? 0 : $0.shift[o] / $0.scale[o] } ?? 0
    return Float(stored * unit - shift)
  }

  /// The real weights. For a source that is read twice it is the sum of both weights; for one with residuals, the values' weights.
  func real(_ phase: FloatPhase, _ step: LoweredStep, _ segments: [SegmentQuantisation]) -> FloatPhase {
    var real = phase
    let taps = phase.kernel.count
    let inputs = phase.weights.count / (taps * max(phase.bias.count, 1))
    real.weights = [Float](repeating: 0, count: phase.weights.count)
    var at = record.weights
    for o in 0..<record.outputChannels {
      let unit = unit(o, step, segments)
      guard unit != 0 else {
        at += sources.reduce(0) { $0 + taps * $1.channelStride }
        continue  // every head multiplies the channel by 0, so its weights do not matter
      }
      var zeroSum = 0.0
      var offsets = 0.0
      var base = 0
      for (index, source) in sources.enumerated() {
        let quantisation = segments[step.sources[index % step.sources.count]]
        for tap in 0..<taps {
          for c in 0..<source.channels {
            let integer = Double(data.loadUnaligned(fromByteOffset: at + c, as: Int8.self))
            let weight = integer * unit / quantisation.scale[c]
            real.weights[(o * inputs + base + c) * taps + tap] += Float(weight)
            zeroSum += integer * Double(quantisation.zeroPoint[c])
            offsets += weight * quantisation.offset[c]
          }
          at += source.channelStride
        }
        base = (base + source.channels) % inputs
      }
      real.bias[o] = bias(o, unit: unit, zeroSum: zeroSum, step) - Float(offsets)
    }
    return real
  }
}
