import CKernels

/// The kernels of `CatseyeOperators`, one for each kind of operator between convolutions.
public enum OperatorFamily: CaseIterable, Sendable {
  case depthwise, elementwise, averagePool, lookup, gather, interpolate

  /// The kernel's name without its instruction set.
  public var name: StaticString {
    switch self {
    case .depthwise: "depthwise"
    case .elementwise: "elementwise"
    case .averagePool: "average_pool"
    case .lookup: "lookup"
    case .gather: "gather"
    case .interpolate: "interpolate"
    }
  }

  /// The name of a table's kernel, as `bench --layers` and `selftest` print it: "depthwise_avx2".
  public func name(in operators: CatseyeOperators) -> String {
    unsafe String(decoding: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), as: UTF8.self)
      + String(cString: operators.suffix)
  }
}
