import CKernels

extension ScalarReference {
  /// A table whose every slot is the reference.
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
      suffix: unsafe staticCString("_scalar"))
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
