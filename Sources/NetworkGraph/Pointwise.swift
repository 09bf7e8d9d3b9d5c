import Foundation

/// A function of each element alone, of which an int8 engine makes a table. The formulas are those of the ONNX operators with these names.
/// ReLU and leaky ReLU are separate operations.
public enum Pointwise: Equatable, Sendable {
  /// 1 / (1 + e^-x)
  case sigmoid
  case tanh
  /// max(0, min(1, alpha · x + beta))
  case hardSigmoid(alpha: Float, beta: Float)
  /// x · max(0, min(1, x / 6 + 0.5))
  case hardSwish
  /// x / (1 + e^-x), also called swish.
  case silu
  /// x · Φ(x), with the normal distribution Φ; approximate: 0.5 x (1 + tanh(sqrt(2 / π) (x + 0.044715 x³))).
  case gelu(approximate: Bool)
  /// The error function 2 / sqrt(π) ∫₀ˣ e^-t² dt, a part of a GELU that is written out.
  case erf
  /// x < 0 ? alpha · (e^x - 1) : x
  case elu(alpha: Float)
  /// ln(1 + e^x)
  case softplus
  /// x · tanh(softplus(x))
  case mish
  /// gamma · (x < 0 ? alpha · (e^x - 1) : x)
  case selu(alpha: Float, gamma: Float)
  case exp
  /// The square root; 0 for x below 0.
  case sqrt
  /// 1 / x; for 0 a very large number.
  case reciprocal
  case abs
  /// max(low, min(high, x)); either bound may be infinite. ReLU6 is 0 to 6.
  case clip(low: Float, high: Float)
  /// x < 0 ? slopes[channel] · x : x
  case prelu(slopes: [Float])

  public var title: String {
    switch self {
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .hardSigmoid: "hard sigmoid"
    case .hardSwish: "hard swish"
    case .silu: "SiLU"
    case .gelu: "GELU"
    case .erf: "erf"
    case .elu: "ELU"
    case .softplus: "softplus"
    case .mish: "Mish"
    case .selu: "SELU"
    case .exp: "exponential"
    case .sqrt: "square root"
    case .reciprocal: "reciprocal"
    case .abs: "absolute value"
    case .clip(let low, let high): low == 0 && high == 6 ? "ReLU6" : "clip"
    case .prelu: "PReLU"
    }
  }

  /// The function's value.
  /// - Parameter channel: the element's channel; only `prelu` uses it.
  public func value(_ x: Double, channel: Int = 0) -> Double {
    switch self {
    case .sigmoid: Pointwise.logistic(x)
    case .tanh: Foundation.tanh(x)
    case .hardSigmoid(let alpha, let beta): max(0, min(1, Double(alpha) * x + Double(beta)))
    case .hardSwish: x * max(0, min(1, x / 6 + 0.5))
    case .silu: x * Pointwise.logistic(x)
    case .gelu(approximate: false): 0.5 * x * erfc(-x * 0.5.squareRoot())
    case .gelu: 0.5 * x * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .erf: Foundation.erf(x)
    case .elu(let alpha): x < 0 ? Double(alpha) * expm1(x) : x
    case .softplus: Pointwise.softened(x)
    case .mish: x * Foundation.tanh(Pointwise.softened(x))
    case .selu(let alpha, let gamma): Double(gamma) * (x < 0 ? Double(alpha) * expm1(x) : x)
    case .exp: Foundation.exp(min(x, 80))
    case .sqrt: max(x, 0).squareRoot()
    case .reciprocal: Swift.abs(x) < 1e-30 ? 1e30 : 1 / x
    case .abs: Swift.abs(x)
    case .clip(let low, let high): max(Double(low), min(Double(high), x))
    case .prelu(let slopes): x < 0 ? Double(slopes[channel]) * x : x
    }
  }

  /// 1 / (1 + e^-x), without overflow at either end.
  private static func logistic(_ x: Double) -> Double {
    let small = Foundation.exp(-Swift.abs(x))
    return x < 0 ? small / (1 + small) : 1 / (1 + small)
  }

  private static func softened(_ x: Double) -> Double { max(x, 0) + log1p(Foundation.exp(-Swift.abs(x))) }
}
