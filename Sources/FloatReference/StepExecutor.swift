import CFloat
import Lowering
import NetworkGraph

/// Computes one step of a lowered network in float, on one frame at a time. Two threads must not use it at the same time.
public final class StepExecutor {
  private let step: LoweredStep
  private let inputs: [Shape]
  private let output: Shape
  private let layers: [FloatLayer]
  private let depthwise: DepthwiseLayer?
  private let scratch: [UnsafeMutablePointer<Float>]

  /// - Parameters:
  ///   - network: the network that has the step.
  ///   - phases: weights that replace the step's own, for instance rounded ones.
  ///   - threads: 0 for one on each core.
  public init(_ step: LoweredStep, of network: LoweredNetwork, phases: [FloatPhase]? = nil, threads: Int = 0) {
    self.step = step
    inputs = step.sources.map { network.segments[$0].shape }
    let shape = step.shape
    output = shape
    let phases = phases ?? step.phases
    if case .depthwise(let dilation) = step.kind {
      depthwise = DepthwiseLayer(Convolution(phases[0], step, dilation), input: inputs[0], output: shape)
      layers = []
    } else {
      var input = inputs[0]
      input.channels = inputs.reduce(0) { $0 + $1.channels }
      depthwise = nil
      layers = phases.map { FloatLayer($0, step, input: input, output: shape) }
    }
    let scratchCount = Int(catseye_float_scratch_count(Int64(output.channels)))
    let threads = threads > 0 ? threads : Parallel.coreCount
    scratch = (0..<threads).map { _ in .allocate(capacity: scratchCount) }
  }

  deinit { for block in scratch { block.deallocate() } }

  /// - Parameter values: the sources, one after the other: [channels][height][width]
  /// - Returns: for a convolution its own result, before any head; for a pool its result; for an operator what its head writes.
  public func run(_ values: [Float]) -> [Float] {
    let result = compute(values)
    guard case .operator = step.kind else { return result }
    return step.heads[0].transform.applied(to: result)
  }

  /// - Returns: the step's own result, before any head.
  func compute(_ values: [Float]) -> [Float] {
    precondition(values.count == inputs.reduce(0) { $0 + $1.elementCount })
    return [Float](unsafeUninitializedCapacity: output.elementCount) { to, count in
      count = output.elementCount
      guard let to = to.baseAddress else { return }
      values.withUnsafeBufferPointer { from in
        guard let from = from.baseAddress else { return }
        compute(from, to)
      }
    }
  }

  private func compute(_ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>) {
    let (input, output) = (inputs[0], output)
    /// calls `body` for each channel of the output, with its plane and the first input's plane of the same index
    func planes(_ body: (_ channel: Int, _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>) -> Void) {
      Parallel.forEach(output.channels, threads: scratch.count) { channel, _ in
        body(channel, from + channel * input.planeCount, to + channel * output.planeCount)
      }
    }
    switch step.kind {
    case .maxPool(let pool): planes { pool.compute($1, input, $2, output) }
    case .depthwise: planes { depthwise?.compute(channel: $0, $1, $2) }
    case .operator(let work):
      var (sources, next) = ([UnsafePointer<Float>](), from)
      for shape in inputs {
        sources.append(next)
        next += shape.elementCount
      }
      planes { channel, _, to in work.compute(channel: channel, sources, inputs, to, output) }
    case .convolution, .transposedConvolution, .classifier:
      for layer in layers {
        Parallel.forEach(layer.tileCount, threads: scratch.count) { tile, thread in
          layer.compute(tile: tile, from, to, scratch: scratch[thread])
        }
      }
    }
  }
}

extension Convolution {
  /// The graph's operation for a depthwise step's phase.
  fileprivate init(_ phase: FloatPhase, _ step: LoweredStep, _ dilation: Extent) {
    let channels = phase.bias.count
    self.init(
      outputChannels: channels, inputChannels: channels, kernel: phase.kernel, stride: step.stride,
      padding: Padding(top: -phase.originY, left: -phase.originX), groups: channels, dilationY: dilation.height,
      dilationX: dilation.width, weights: phase.weights, bias: phase.bias)
  }
}

extension HeadTransform {
  /// The result of a head for a convolution's result, [channels][pixels].
  public func applied(to values: [Float]) -> [Float] {
    var result = values
    let plane = values.count / max(affine.scale.count, 1)
    let limit = limit.map { Float($0) } ?? .infinity
    for c in affine.scale.indices {
      let (factor, summand, slope) = (Float(affine.scale[c]), Float(affine.shift[c]), Float(slope(ofChannel: c)))
      for index in c * plane..<(c + 1) * plane {
        let x = factor * values[index] + summand
        result[index] = min(x < 0 ? slope * x : x, limit)
      }
    }
    return result
  }
}
