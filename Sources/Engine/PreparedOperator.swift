import CKernels
import Kernels

/// A step between convolutions with every address worked out.
/// Its pointers lie in the engine's arena and prepared weights, and live as long.
@safe
enum PreparedOperator {
  case depthwise(CatseyeDepthwise)
  /// One call for each tensor that is joined; a sum or product has one call.
  case elementwise([CatseyeElementwise])
  case averagePool(CatseyeAveragePool)
  case lookup(CatseyeLookup)
  case gather(CatseyeGather)
  case interpolate(CatseyeInterpolation)

  func run(_ operators: CatseyeOperators, _ begin: Int32, _ end: Int32, _ scratch: UnsafeMutablePointer<UInt8>) {
    switch self {
    case .depthwise(var conv): unsafe operators.depthwise(&conv, begin, end, scratch)
    case .elementwise(let parts):
      for index in unsafe parts.indices {
        var part = unsafe parts[index]
        unsafe operators.elementwise(&part, begin, end)
      }
    case .averagePool(var average): unsafe operators.average_pool(&average, begin, end)
    case .lookup(var lookup): unsafe operators.lookup(&lookup, begin, end)
    case .gather(var gather): unsafe operators.gather(&gather, begin, end)
    case .interpolate(var interpolation): unsafe operators.interpolate(&interpolation, begin, end)
    }
  }

  var family: OperatorFamily {
    switch self {
    case .depthwise: .depthwise
    case .elementwise: .elementwise
    case .averagePool: .averagePool
    case .lookup: .lookup
    case .gather: .gather
    case .interpolate: .interpolate
    }
  }
}
