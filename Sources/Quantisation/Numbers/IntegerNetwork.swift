import Lowering
import Model
import NetworkGraph

/// A lowered network in integers.
package struct IntegerNetwork {
  var network: LoweredNetwork
  /// One for each segment.
  var segments: [SegmentQuantisation]
  /// For each step its phases; none for steps that are no convolutions.
  var phases: [[QuantisedPhase]]
}

extension LoweredNetwork {
  /// Bytes of one pixel of a segment.
  func channelStride(of segment: Int) -> Int {
    let block = segment == 0 ? ModelFormat.inputChannelBlock : ModelFormat.channelBlock
    let padded = (segments[segment].valueChannels + block - 1) / block * block
    return segments[segment].hasResiduals ? 2 * padded : padded
  }

  /// A segment's tensor, without halo, place and the scales of its channels.
  func tensor(of segment: Int, _ quantisation: SegmentQuantisation) -> Tensor {
    let (own, shape) = (segments[segment], segments[segment].shape)
    return Tensor(
      name: own.name, height: shape.height, width: shape.width, channels: own.valueChannels,
      channelStride: channelStride(of: segment), halo: 0,
      scale: segment == 0 ? 1 : Float(quantisation.valueScales(of: own).max() ?? 1),
      zeroPoint: segment == 0 ? -128 : quantisation.zeroPoint.first ?? 0)
  }

  /// A phase's integers in the file's order, with the tables of the step's heads.
  func quantised(
    _ integers: IntegerPhase, _ phase: FloatPhase, of step: LoweredStep, _ quantisations: [SegmentQuantisation]
  ) throws(ConversionError) -> QuantisedPhase {
    let sources = step.sources.map {
      QuantisedPhase.Source(
        quantisation: quantisations[$0], channels: segments[$0].valueChannels,
        parts: segments[$0].hasResiduals ? 2 : 1, channelStride: channelStride(of: $0))
    }
    if step.kind.isDepthwise {
      return try QuantisedPhase(
        depthwise: integers, taps: phase.kernel.count, source: sources[0], targets: targets(of: step, quantisations),
        step: step.name)
    }
    return try QuantisedPhase(
      integers, kernel: phase.kernel, sources: sources, targets: targets(of: step, quantisations), step: step.name)
  }

  private func targets(of step: LoweredStep, _ quantisations: [SegmentQuantisation]) -> [QuantisedPhase.Target] {
    guard step.kind != .classifier else {
      let count = step.shape.channels
      let identity = Affine(scale: [Double](repeating: 1, count: count), shift: [Double](repeating: 0, count: count))
      return [
        QuantisedPhase.Target(
          transform: HeadTransform(affine: identity, slope: nil), scale: [Double](repeating: 1, count: count))
      ]
    }
    return step.heads.map {
      QuantisedPhase.Target(transform: $0.transform, scale: quantisations[$0.segment].scale)
    }
  }
}
