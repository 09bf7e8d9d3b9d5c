import CFloat
import Lowering
import NetworkGraph

extension FloatExecutor {
  /// Computes one node's output. Work is divided by tiles of pixels or by channels, never within a sum.
  func compute(_ step: FloatStep, _ node: Node, _ output: UnsafeMutableBufferPointer<Float>) {
    guard let to = output.baseAddress, let from = elements(node.inputs[0]).baseAddress else { return }
    let (input, target) = (graph.shapes[node.inputs[0]], graph.shapes[node.output])
    /// calls `body` for each channel of the output, with its plane and the input's plane of the same index
    func planes(_ body: (_ channel: Int, _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>) -> Void) {
      Parallel.forEach(target.channels, threads: threads) { channel, _ in
        body(channel, from + channel * input.planeCount, to + channel * target.planeCount)
      }
    }
    switch step {
    case .convolution(let layers):
      for layer in layers {
        Parallel.forEach(layer.tileCount, threads: threads) { tile, thread in
          layer.compute(tile: tile, from, to, scratch: scratch[thread])
        }
      }
    case .depthwise(let layer): planes { layer.compute(channel: $0, $1, $2) }
    case .affine(let scale, let shift):
      planes { channel, from, to in
        let (factor, summand) = (scale[channel], shift[channel])
        for index in 0..<input.planeCount { to[index] = factor * from[index] + summand }
      }
    case .leakyRelu(let slope):
      planes { _, from, to in
        for index in 0..<input.planeCount {
          let x = from[index]
          to[index] = x < 0 ? slope * x : x
        }
      }
    case .pointwise(let function): planes { function.compute(channel: $0, $1, $2, count: input.planeCount) }
    case .maxPool(let pool): planes { pool.compute($1, input, $2, target) }
    case .globalAveragePool: planes { $2.pointee = FloatExecutor.mean($1, count: input.planeCount) }
    case .operator(let work):
      let sources = node.inputs.compactMap { elements($0).baseAddress.map { UnsafePointer($0) } }
      let shapes = node.inputs.map { graph.shapes[$0] }
      planes { channel, _, to in work.compute(channel: channel, sources, shapes, to, target) }
    case .pad(let padding, let value): planes { padding.pad($1, input, with: value, $2, target) }
    case .crop(let padding): planes { padding.crop($1, input, $2, target) }
    case .sliceChannels(let first): to.update(from: from + first * input.planeCount, count: target.elementCount)
    case .classifierEnd(let end): end.compute(from, input, to)
    case .copy:
      var first = to
      for value in node.inputs {
        let source = elements(value)
        guard let elements = source.baseAddress else { continue }
        first.update(from: elements, count: source.count)
        first += source.count
      }
    }
  }

  /// The mean of a plane. It is summed in Double, because a plane may have more elements than Float can count.
  private static func mean(_ from: UnsafePointer<Float>, count: Int) -> Float {
    var sum = 0.0
    for index in 0..<count { sum += Double(from[index]) }
    return Float(sum / Double(count))
  }
}
