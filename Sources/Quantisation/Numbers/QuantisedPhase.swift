import Lowering
import NetworkGraph

/// A phase in integers: its weights, and the tables of its heads (NUMERICS.md, "Heads").
struct QuantisedPhase {
  struct Head {
    var bias: [Int32]
    var positive, negative: [Float]
    /// Σ weights · zero point, which is subtracted in the bias: bias + zeroSum is the bias for inputs q - zeroPoint.
    var zeroSum: [Int]
  }

  /// [outputs][source][kernel row][kernel column][channel stride of the source]
  var weights: [Int8]
  var heads: [Head]
}

extension QuantisedPhase {
  /// The form of a source, in the order of the weights' input channels.
  struct Source {
    var quantisation: SegmentQuantisation
    /// The channels of each part. Values are one part, and residuals, if there are any, the second.
    var channels: Int
    var parts = 1
    var channelStride: Int
  }

  /// The output of a head, with the scale of each channel; a classifier's logits are real numbers and have scale 1.
  struct Target {
    var transform: HeadTransform
    var scale: [Double]
  }

  /// - Throws: ConversionError, if for some input an accumulator could leave Int32.
  init(_ phase: IntegerPhase, kernel: Extent, sources: [Source], targets: [Target], step: String)
    throws(ConversionError)
  {
    let taps = kernel.count
    let zeroPoints = sources.flatMap(\.quantisation.zeroPoint)
    let depth = zeroPoints.count * taps
    weights = []
    heads = targets.map { _ in Head(bias: [], positive: [], negative: [], zeroSum: []) }
    for (o, unit) in phase.unit.enumerated() {
      let integers = phase.weights[o * depth..<(o + 1) * depth]
      append(integers, sources, taps: taps)
      var zeroSum = 0
      var absoluteSum = 0.0
      for (index, weight) in integers.enumerated() {
        zeroSum += Int(weight) * zeroPoints[index / taps]
        absoluteSum += Double(abs(Int(weight)))
      }
      try appendHeads(targets, o, unit, phase.constant[o], zeroSum: zeroSum, absoluteSum: absoluteSum, step)
    }
  }

  /// A depthwise convolution: each channel's weights read only that channel.
  init(depthwise phase: IntegerPhase, taps: Int, source: Source, targets: [Target], step: String)
    throws(ConversionError)
  {
    weights = []
    heads = targets.map { _ in Head(bias: [], positive: [], negative: [], zeroSum: []) }
    for tap in 0..<taps {
      for c in 0..<source.channelStride { weights.append(c < source.channels ? phase.weights[c * taps + tap] : 0) }
    }
    for (c, unit) in phase.unit.enumerated() {
      let integers = phase.weights[c * taps..<(c + 1) * taps].map(Int.init)
      try appendHeads(
        targets, c, unit, phase.constant[c], zeroSum: integers.reduce(0, +) * source.quantisation.zeroPoint[c],
        absoluteSum: Double(integers.reduce(0) { $0 + abs($1) }), step)
    }
  }

  /// - Throws: ConversionError, if for some input an accumulator could leave Int32.
  private mutating func appendHeads(
    _ targets: [Target], _ o: Int, _ unit: Double, _ constant: Double, zeroSum: Int, absoluteSum: Double,
    _ step: String
  ) throws(ConversionError) {
    for (k, target) in targets.enumerated() {
      let head = QuantisedPhase.head(target, output: o, unit: unit, constant: constant)
      let bias = (head.bias - Double(zeroSum)).rounded(.toNearestOrEven)
      guard 128 * absoluteSum + abs(bias) < 0x1p31 else {
        throw .badData("node '\(step)': channel \(o) could overflow its 32-bit accumulator; rescale its weights")
      }
      heads[k].bias.append(Int32(bias))
      heads[k].zeroSum.append(zeroSum)
      heads[k].positive.append(Float(head.positive))
      heads[k].negative.append(Float(head.negative))
      guard Float(head.positive).isFinite, Float(head.negative).isFinite else {
        throw .badData("node '\(step)': channel \(o) has factors outside Float; rescale its weights")
      }
    }
  }

  /// leaky(factor · (unit · accumulator + constant) + shift) in units of the target, as a bias and two factors.
  private static func head(
    _ target: Target, output: Int, unit: Double, constant: Double
  ) -> (bias: Double, positive: Double, negative: Double) {
    let shift = target.transform.affine.shift[output]
    var factor = target.transform.affine.scale[output]
    // a factor near 0 would make the bias unbounded, so it is enlarged until the bias fits
    let smallest = abs(shift) / (unit * FoldedPhase.largestBias / 2)
    if abs(factor) < smallest { factor = factor < 0 ? -smallest : smallest }
    let bias = constant / unit + (factor == 0 ? 0 : shift / (factor * unit))
    let linear = factor * unit / target.scale[output]
    let leaky = linear * target.transform.slope(ofChannel: output)
    return linear >= 0 ? (bias, linear, leaky) : (bias, leaky, linear)
  }

  /// Appends one output channel's weights, given as [input][tap], in the file's order: source by source, pixel by pixel, with each part of
  /// a pixel padded with zeros to the source's channel stride.
  private mutating func append(_ channel: ArraySlice<Int8>, _ sources: [Source], taps: Int) {
    var first = channel.startIndex
    for source in sources {
      let padding = source.channelStride / source.parts - source.channels
      for tap in 0..<taps {
        for part in 0..<source.parts {
          let own = part * source.channels..<(part + 1) * source.channels
          for c in own { weights.append(channel[first + c * taps + tap]) }
          weights.append(contentsOf: repeatElement(0, count: padding))
        }
      }
      first += source.parts * source.channels * taps
    }
  }
}
