import CKernels

extension ScalarReference {
  /// A table whose every slot is the reference.
  public static var operators: CatseyeOperators {
    CatseyeOperators(
      depthwise: { conv, begin, end, _ in
        guard let conv else { return }
        ScalarReference.depthwise(conv.pointee, rows: begin..<end)
      },
      depthwise_scratch_bytes: { _ in 0 },
      elementwise: { element, begin, end in
        guard let element else { return }
        ScalarReference.elementwise(element.pointee, rows: begin..<end)
      },
      average_pool: { average, begin, end in
        guard let average else { return }
        ScalarReference.averagePool(average.pointee, rows: begin..<end)
      },
      lookup: { lookup, begin, end in
        guard let lookup else { return }
        ScalarReference.lookup(lookup.pointee, rows: begin..<end)
      },
      gather: { gather, begin, end in
        guard let gather else { return }
        ScalarReference.gather(gather.pointee, rows: begin..<end)
      },
      interpolate: { interpolation, begin, end in
        guard let interpolation else { return }
        ScalarReference.interpolate(interpolation.pointee, rows: begin..<end)
      },
      suffix: staticCString("_scalar"))
  }

  /// Clamped to low ... high, rounded to nearest even, plus the zero point; `value` is in steps and no NaN.
  @inline(__always)
  static func rounded(_ value: Float, low: Int32, high: Int32, zeroPoint: Int32) -> Int8 {
    rounded(clamped(value, low: low, high: high, zeroPoint: zeroPoint), zeroPoint: zeroPoint)
  }

  /// Steps above the zero point, to what stands for low ... high.
  @inline(__always)
  static func clamped(_ value: Float, low: Int32, high: Int32, zeroPoint: Int32) -> Float {
    let least = Float(low - zeroPoint)
    let most = Float(high - zeroPoint)
    return value < least ? least : value > most ? most : value
  }

  @inline(__always)
  static func rounded(_ steps: Float, zeroPoint: Int32) -> Int8 {
    Int8(truncatingIfNeeded: Int32(steps.rounded(.toNearestOrEven)) &+ zeroPoint)
  }
}
