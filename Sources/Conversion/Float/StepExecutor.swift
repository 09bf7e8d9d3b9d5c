import CFloat

/// Computes one step of a lowered network on one frame at a time, in float. Not for use from two threads at once.
public final class StepExecutor {
  private let step: LoweredStep
  private let input, output: Shape
  private let layers: [FloatLayer]
  private let scratch: [UnsafeMutablePointer<Float>]

  /// - Parameters:
  ///   - network: whose step it is.
  ///   - phases: other weights than the step's own, for instance rounded ones.
  ///   - threads: 0 means one for each core.
  public init(_ step: LoweredStep, of network: LoweredNetwork, phases: [FloatPhase]? = nil, threads: Int = 0) {
    self.step = step
    var input = network.segments[step.sources[0]].shape
    input.channels = step.sources.reduce(0) { $0 + network.segments[$1].shape.channels }
    self.input = input
    let shape = step.shape
    output = shape
    layers = (phases ?? step.phases).map { FloatLayer($0, step, input: input, output: shape) }
    let scratchCount = Int(catseye_float_scratch_count(Int64(output.channels)))
    let threads = threads > 0 ? threads : Parallel.coreCount
    scratch = (0..<threads).map { _ in .allocate(capacity: scratchCount) }
  }

  deinit { for block in scratch { block.deallocate() } }

  /// - Parameter values: the sources, one behind the other: [channels][height][width]
  /// - Returns: the convolution's own result, before any head, or the pool's.
  public func run(_ values: [Float]) -> [Float] {
    precondition(values.count == input.elementCount)
    let (input, output) = (input, output)
    return [Float](unsafeUninitializedCapacity: output.elementCount) { to, count in
      count = output.elementCount
      guard let to = to.baseAddress else { return }
      values.withUnsafeBufferPointer { from in
        guard let from = from.baseAddress else { return }
        if case .maxPool(let pool) = step.kind {
          Parallel.forEach(input.channels, threads: scratch.count) { channel, _ in
            pool.compute(from + channel * input.planeCount, input, to + channel * output.planeCount, output)
          }
        }
        for layer in layers {
          Parallel.forEach(layer.tileCount, threads: scratch.count) { tile, thread in
            layer.compute(tile: tile, from, to, scratch: scratch[thread])
          }
        }
      }
    }
  }
}

extension HeadTransform {
  /// What a head makes of a convolution's result, [channels][pixels].
  public func applied(to values: [Float]) -> [Float] {
    var result = values
    let plane = values.count / max(affine.scale.count, 1)
    let slope = Float(slope ?? 1)
    for c in affine.scale.indices {
      let (factor, summand) = (Float(affine.scale[c]), Float(affine.shift[c]))
      for index in c * plane..<(c + 1) * plane {
        let x = factor * values[index] + summand
        result[index] = x < 0 ? slope * x : x
      }
    }
    return result
  }
}
