import CKernels

/// The specification: what every kernel computes, one value at a time (NUMERICS.md).
///
/// A fast kernel is right when its bytes equal these. Sums are integers, so their order does not matter; in floating point there is one
/// IEEE-754 Float32 operation at a time, in the order written here.
public enum ScalarReference {
  /// A table whose every slot is the reference.
  public static var kernels: CatseyeKernels {
    unsafe CatseyeKernels(
      direct: CatseyeConvKernel(
        run: { conv, begin, end, _ in
          guard let conv = unsafe conv else { return }
          unsafe ScalarReference.convolve(conv.pointee, rows: begin..<end)
        },
        scratch_bytes: { _ in 0 },
        pack: { shape, weights, packed in
          guard let shape = unsafe shape, let weights = unsafe weights, let packed = unsafe packed else { return }
          unsafe ScalarReference.pack(shape.pointee, weights, into: packed)
        },
        packed_bytes: { shape in unsafe shape.map { unsafe ScalarReference.packedBytes($0.pointee) } ?? 0 },
        name: unsafe staticCString("conv_scalar"), pools: 0, narrow: 0),
      winograd: unsafe CatseyeConvKernel(), f23: unsafe CatseyeConvKernel(),
      winograd_least_taps: 0, winograd_least_pixels: 0,
      max_pool: { pool, begin, end in
        guard let pool = unsafe pool else { return }
        unsafe ScalarReference.maxPool(pool.pointee, rows: begin..<end)
      },
      max_pool_name: unsafe staticCString("max_pool_scalar"),
      arg_max: { accumulators, stride, factors, classes, mask, pixels in
        guard let accumulators = unsafe accumulators, let factors = unsafe factors, let mask = unsafe mask else {
          return
        }
        unsafe ScalarReference.argMax(
          accumulators, stride: Int(stride), factors: factors, classes: Int(classes), into: mask, pixels: Int(pixels))
      },
      arg_max_name: unsafe staticCString("arg_max_scalar"),
      peak: nil)
  }

  /// Takes one accumulator through one head: adds the bias, scales by sign, clamps, rounds to nearest even, adds the zero point.
  @inline(__always)
  static func requantise(_ accumulator: Int32, _ head: CatseyeHead, channel: Int) -> Int8 {
    unsafe rounded(clamped(accumulator, head, channel: channel), zeroPoint: head.zero_point)
  }

  /// What the rounding in `requantise` leaves, in 16ths of the scale. The rest is exact before it is rounded too.
  @inline(__always)
  static func residual(_ accumulator: Int32, _ head: CatseyeHead, channel: Int) -> Int8 {
    let exact = unsafe clamped(accumulator, head, channel: channel)
    let rest = (exact - exact.rounded(.toNearestOrEven)) * Float(CATSEYE_RESIDUAL_PARTS)
    return Int8(truncatingIfNeeded: Int32(rest.rounded(.toNearestOrEven)))
  }

  /// Adds the bias, scales by sign and clamps. The result is in units of the scale, above the zero point.
  @inline(__always)
  private static func clamped(_ accumulator: Int32, _ head: CatseyeHead, channel: Int) -> Float {
    let biased = unsafe accumulator &+ head.bias[channel]
    let factor = unsafe biased < 0 ? head.negative[channel] : head.positive[channel]
    return unsafe clamped(Float(biased) * factor, low: head.low, high: head.high, zeroPoint: head.zero_point)
  }

  static func staticCString(_ string: StaticString) -> UnsafePointer<CChar> {
    unsafe UnsafeRawPointer(string.utf8Start).assumingMemoryBound(to: CChar.self)
  }
}
