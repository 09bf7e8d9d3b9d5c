import CKernels

/// Computes F(2, 3) as NUMERICS.md defines it, one value at a time. Where a bound is not kept, its results are as wrong as a kernel's.
extension ScalarReference {
  static var f23: CatseyeConvKernel {
    var kernel = unsafe kernels.direct
    unsafe kernel.run = { conv, begin, end, _ in
      guard let conv = unsafe conv else { return }
      unsafe ScalarReference.convolve(conv.pointee, rows: begin..<end, inPairs: true)
    }
    unsafe kernel.name = unsafe staticCString("f23_scalar")
    return unsafe kernel
  }

  /// The products of a value, summed over all sources: m0 of the left or m3 of the right output of its pair, and m1 and m2.
  private struct Products {
    var own: Int32 = 0
    var plus: Int32 = 0
    var minus: Int32 = 0
  }

  /// The sum of one output value. It moves `weights` on to those of the next output channel.
  static func pairedSum(_ conv: CatseyeConv, y: Int, x: Int, _ weights: inout UnsafePointer<Int8>) -> Int32 {
    let sources = unsafe (conv.sources.0, conv.sources.1, conv.sources.2, conv.sources.3)
    let isLeft = x % 2 == 0
    var m = Products()
    unsafe multiply(conv, sources.0, y: y, x: x, isLeft, &weights, &m)
    if unsafe conv.source_count > 1 { unsafe multiply(conv, sources.1, y: y, x: x, isLeft, &weights, &m) }
    if unsafe conv.source_count > 2 { unsafe multiply(conv, sources.2, y: y, x: x, isLeft, &weights, &m) }
    if unsafe conv.source_count > 3 { unsafe multiply(conv, sources.3, y: y, x: x, isLeft, &weights, &m) }
    // half of the sum, which has up to 33 bits
    let half = Int32(truncatingIfNeeded: (Int64(m.plus) + (isLeft ? 1 : -1) * Int64(m.minus)) >> 1)
    return isLeft ? m.own &+ half : half &- m.own
  }

  @inline(__always)
  private static func multiply(
    _ conv: CatseyeConv, _ source: CatseyeSource, y: Int, x: Int, _ isLeft: Bool, _ weights: inout UnsafePointer<Int8>,
    _ m: inout Products
  ) {
    let channels = unsafe Int(source.run) / 3
    var row = unsafe source.window + y * source.row_stride + x * Int(source.channels)
    for _ in unsafe 0..<conv.kernel_height {
      for c in 0..<channels {
        // the window: d0, d1, d2 for a left output, and d1, d2, d3 for a right one
        let d = unsafe (Int32(row[c]), Int32(row[channels + c]), Int32(row[2 * channels + c]))
        let g = unsafe (Int32(weights[c]), Int32(weights[channels + c]), Int32(weights[2 * channels + c]))
        let (first, second) = isLeft ? (d.1, d.2) : (d.0, d.1)
        m.own &+= int8(isLeft ? g.0 : g.2) &* int8(d.0 - d.2)
        m.plus &+= int8(g.0 + g.1 + g.2) &* int8(first + second)
        m.minus &+= int8(g.0 - g.1 + g.2) &* int8(second - first)
      }
      unsafe row += source.row_stride
      unsafe weights += 3 * channels
    }
  }

  /// The part of a number that an operand of 8 bits holds.
  @inline(__always)
  private static func int8(_ number: Int32) -> Int32 { Int32(Int8(truncatingIfNeeded: number)) }
}
