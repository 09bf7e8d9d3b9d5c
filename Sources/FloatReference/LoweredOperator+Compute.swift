import Lowering
import NetworkGraph

extension LoweredOperator {
  /// Computes one channel of the result, before any transform.
  /// - Parameters:
  ///   - sources: the sources, [channels][height][width] each, with these shapes.
  ///   - to: [height][width] of `output`.
  package func compute(
    channel: Int, _ sources: [UnsafePointer<Float>], _ shapes: [Shape], _ to: UnsafeMutablePointer<Float>,
    _ output: Shape
  ) {
    let plane = shapes[0].planeCount
    let from = sources[0] + channel * plane
    switch self {
    case .rescale(let first):
      var (index, own) = (0, first + channel)
      while own >= shapes[index].channels {
        own -= shapes[index].channels
        index += 1
      }
      to.update(from: sources[index] + own * plane, count: plane)
    case .add, .multiply:
      Combination(isProduct: self == .multiply, shapes[0], shapes[1])
        .compute(channel: channel, from, sources[1], to, count: plane)
    case .lookup(let function): function.compute(channel: channel, from, to, count: plane)
    case .averagePool(let pool): pool.compute(from, shapes[0], to, output)
    case .channelMax:
      to.update(from: from, count: plane)
      for other in 1..<max(shapes[0].channels, 1) {
        for index in 0..<plane { to[index] = max(to[index], from[other * plane + index]) }
      }
    case .places(let places): places.compute(from, width: shapes[0].width, to)
    }
  }
}
