import CKernels

extension ScalarReference {
  /// The sum or product of two tensors, or one tensor at another scale: one Float32 operation at a time, in this order.
  static func elementwise(_ e: CatseyeElementwise, rows: Range<Int32>) {
    let (first, second) = unsafe (e.operands.0, e.operands.1)
    let isAdd = unsafe e.operation == Int32(CATSEYE_ADD)
    let isProduct = unsafe e.operation == Int32(CATSEYE_MULTIPLY)
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      for x in unsafe 0..<Int(e.width) {
        for c in unsafe 0..<Int(e.channels) {
          var integer = unsafe centred(first, y, x, c)
          if isProduct { unsafe integer &*= centred(second, y, x, c) }
          var t = unsafe Float(integer) * first.factors[c]
          if isAdd {
            let other = unsafe Float(centred(second, y, x, c)) * second.factors[c]
            t = t + other
          }
          t = unsafe t + e.shift[c]
          if t < 0 { t = unsafe t * e.slope }
          unsafe e.out[y * e.row_stride + x * e.pixel_stride + c] =
            unsafe rounded(t, low: e.low, high: e.high, zeroPoint: e.zero_point)
        }
      }
    }
  }

  /// q - zero point
  @inline(__always)
  private static func centred(_ operand: CatseyeOperand, _ y: Int, _ x: Int, _ c: Int) -> Int32 {
    unsafe Int32(operand.in[y * operand.row_stride + x * operand.pixel_stride + c * Int(operand.channel_stride)])
      &- operand.zero_point
  }
}
