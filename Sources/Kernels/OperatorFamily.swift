import CKernels

/// The kernels of `CatseyeOperators`, one for each kind of operator between convolutions.
public enum OperatorFamily: CaseIterable, Sendable {
  case depthwise, elementwise, averagePool, lookup, gather, interpolate, channelMax

  /// The kernel's name without its instruction set.
  public var name: StaticString {
    switch self {
    case .depthwise: "depthwise"
    case .elementwise: "elementwise"
    case .averagePool: "average_pool"
    case .lookup: "lookup"
    case .gather: "gather"
    case .interpolate: "interpolate"
    case .channelMax: "channel_max"
    }
  }

  /// The name of a table's kernel, as `bench --layers` and `selftest` print it: "depthwise_avx2".
  public func name(in operators: CatseyeOperators) -> String {
    unsafe String(decoding: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), as: UTF8.self)
      + String(cString: operators.suffix)
  }
}

extension ScalarReference {
  /// A table of operators whose every slot is the reference.
  public static var operators: CatseyeOperators {
    unsafe CatseyeOperators(
      depthwise: { conv, begin, end, _ in
        guard let conv = unsafe conv else { return }
        unsafe ScalarReference.depthwise(conv.pointee, rows: begin..<end)
      },
      depthwise_scratch_bytes: { _ in 0 },
      elementwise: { element, begin, end in
        guard let element = unsafe element else { return }
        unsafe ScalarReference.elementwise(element.pointee, rows: begin..<end)
      },
      average_pool: { average, begin, end in
        guard let average = unsafe average else { return }
        unsafe ScalarReference.averagePool(average.pointee, rows: begin..<end)
      },
      lookup: { lookup, begin, end in
        guard let lookup = unsafe lookup else { return }
        unsafe ScalarReference.lookup(lookup.pointee, rows: begin..<end)
      },
      gather: { gather, begin, end in
        guard let gather = unsafe gather else { return }
        unsafe ScalarReference.gather(gather.pointee, rows: begin..<end)
      },
      interpolate: { interpolation, begin, end in
        guard let interpolation = unsafe interpolation else { return }
        unsafe ScalarReference.interpolate(interpolation.pointee, rows: begin..<end)
      },
      channel_max: { max, begin, end in
        guard let max = unsafe max else { return }
        unsafe ScalarReference.channelMax(max.pointee, rows: begin..<end)
      },
      suffix: unsafe staticCString("_scalar"))
  }
}
