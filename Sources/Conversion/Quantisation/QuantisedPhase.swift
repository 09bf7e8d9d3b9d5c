/// A phase in integers: weights of one sign range, and the tables of its heads (NUMERICS.md, "Heads").
struct QuantisedPhase {
  struct Head {
    var bias: [Int32]
    var positive, negative: [Float]
  }

  /// [outputs][source][kernel row][kernel column][channel stride of the source]
  var weights: [Int8]
  var heads: [Head]
}

extension QuantisedPhase {
  /// What a source contributes, in the order of the weights' input channels.
  struct Source {
    var quantisation: SegmentQuantisation
    var channels, channelStride: Int
  }

  /// The output of a head; a classifier's logits are real numbers already.
  struct Target {
    var transform: HeadTransform
    var scale: Double
  }

  /// In units of the accumulator: the most that a convolution's bias takes; a batch-norm shift takes half of it.
  private static let largestBias = 0x1p30

  /// - Throws: ConversionError, if for some input an accumulator could leave Int32.
  init(_ phase: FloatPhase, sources: [Source], targets: [Target], step: String) throws(ConversionError) {
    let outputs = phase.bias.count
    weights = []
    heads = targets.map { _ in Head(bias: [], positive: [], negative: []) }
    for o in 0..<outputs {
      // real = Σ folded · (q - zeroPoint) + constant
      let (folded, constant) = QuantisedPhase.fold(phase, output: o, sources)
      let largest = folded.reduce(0) { max($0, abs($1)) }
      // all 8 bits, and the convolution's own bias fits
      var scale = max(largest / 127, abs(constant) / QuantisedPhase.largestBias)
      if scale == 0 { scale = 1 }  // a channel of zeros
      let integers = folded.map { Int8(min(max(($0 / scale).rounded(.toNearestOrEven), -127), 127)) }
      append(integers, sources, kernel: phase.kernel)
      let zeroSum = QuantisedPhase.sumOfZeroPoints(integers, sources, taps: phase.kernel.count)
      let absoluteSum = integers.reduce(0.0) { $0 + Double(abs(Int($1))) }
      for (k, target) in targets.enumerated() {
        let head = QuantisedPhase.head(target, output: o, weightScale: scale, constant: constant)
        let bias = (head.bias - Double(zeroSum)).rounded(.toNearestOrEven)
        guard 128 * absoluteSum + abs(bias) < 0x1p31 else {
          throw .badData("node '\(step)': channel \(o) could overflow its 32-bit accumulator; rescale its weights")
        }
        heads[k].bias.append(Int32(bias))
        heads[k].positive.append(Float(head.positive))
        heads[k].negative.append(Float(head.negative))
        guard Float(head.positive).isFinite, Float(head.negative).isFinite else {
          throw .badData("node '\(step)': channel \(o) has factors outside Float; rescale its weights")
        }
      }
    }
  }

  /// One output channel's weights with their inputs' scales folded in, [source][tap][channel], and the real constant.
  private static func fold(
    _ phase: FloatPhase, output: Int, _ sources: [Source]
  ) -> (weights: [Double], constant: Double) {
    let taps = phase.kernel.count
    let inputs = sources.reduce(0) { $0 + $1.channels }
    let first = output * inputs * taps
    var folded: [Double] = []
    folded.reserveCapacity(inputs * taps)
    var constant = Double(phase.bias[output])
    var base = 0
    for source in sources {
      for tap in 0..<taps {
        for c in 0..<source.channels {
          let weight = Double(phase.weights[first + (base + c) * taps + tap])
          folded.append(weight * source.quantisation.scale[c])
          constant += weight * source.quantisation.offset[c]
        }
      }
      base += source.channels
    }
    return (folded, constant)
  }

  /// leaky(factor · (scale · accumulator + constant) + shift), in units of the target, as bias and two factors.
  private static func head(
    _ target: Target, output: Int, weightScale: Double, constant: Double
  ) -> (bias: Double, positive: Double, negative: Double) {
    let shift = target.transform.affine.shift[output]
    var factor = target.transform.affine.scale[output]
    // A factor near 0 would make the bias unbounded: it is enlarged until the bias fits.
    let smallest = abs(shift) / (weightScale * largestBias / 2)
    if abs(factor) < smallest { factor = factor < 0 ? -smallest : smallest }
    let bias = constant / weightScale + (factor == 0 ? 0 : shift / (factor * weightScale))
    let linear = factor * weightScale / target.scale
    let leaky = linear * (target.transform.slope ?? 1)
    return linear >= 0 ? (bias, linear, leaky) : (bias, leaky, linear)
  }

  private static func sumOfZeroPoints(_ weights: [Int8], _ sources: [Source], taps: Int) -> Int {
    var sum = 0
    var index = 0
    for source in sources {
      for _ in 0..<taps {
        for c in 0..<source.channels {
          sum += Int(weights[index]) * source.quantisation.zeroPoint[c]
          index += 1
        }
      }
    }
    return sum
  }

  /// Each pixel's channels padded with zeros to the source's channel stride.
  private mutating func append(_ channel: [Int8], _ sources: [Source], kernel: Extent) {
    var index = 0
    for source in sources {
      for _ in 0..<kernel.count {
        weights.append(contentsOf: channel[index..<index + source.channels])
        weights.append(contentsOf: repeatElement(0, count: source.channelStride - source.channels))
        index += source.channels
      }
    }
  }
}
