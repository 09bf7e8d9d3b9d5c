import Foundation
import NetworkGraph

extension Pointwise {
  /// Computes one channel element by element, in Float where that is exact enough. `value` defines the result.
  func compute(channel: Int, _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>, count: Int) {
    switch self {
    case .sigmoid: apply(from, to, count) { 1 / (1 + expf(-$0)) }
    case .silu: apply(from, to, count) { $0 / (1 + expf(-$0)) }
    case .tanh: apply(from, to, count) { tanhf($0) }
    case .hardSigmoid(let alpha, let beta): apply(from, to, count) { max(0, min(1, alpha * $0 + beta)) }
    case .hardSwish: apply(from, to, count) { $0 * max(0, min(1, $0 / 6 + 0.5)) }
    case .clip(let low, let high): apply(from, to, count) { max(low, min(high, $0)) }
    case .prelu(let slopes):
      let slope = slopes[channel]
      apply(from, to, count) { $0 < 0 ? slope * $0 : $0 }
    case .gelu, .erf, .elu, .softplus, .mish, .selu, .exp, .sqrt, .reciprocal, .abs:
      apply(from, to, count) { Float(value(Double($0))) }
    }
  }

  @inline(__always)
  private func apply(
    _ from: UnsafePointer<Float>, _ to: UnsafeMutablePointer<Float>, _ count: Int, _ function: (Float) -> Float
  ) {
    for index in 0..<count { to[index] = function(from[index]) }
  }
}
