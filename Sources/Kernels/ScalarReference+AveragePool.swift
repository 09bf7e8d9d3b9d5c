import CKernels

extension ScalarReference {
  /// The mean of each window. The window is clipped to the tensor; the border counts as the zero point, or not at all.
  static func averagePool(_ average: CatseyeAveragePool, rows: Range<Int32>) {
    let pool = unsafe average.pool
    let channels = unsafe Int(pool.channels)
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      let v = unsafe clipped(y * Int(pool.stride_y) - Int(pool.pad_top), Int(pool.kernel_height), Int(pool.in_height))
      for x in unsafe 0..<Int(pool.width) {
        let u = unsafe clipped(x * Int(pool.stride_x) - Int(pool.pad_left), Int(pool.kernel_width), Int(pool.in_width))
        let share = unsafe 1 / Float(average.count > 0 ? Int(average.count) : v.count * u.count)
        for c in 0..<channels {
          var sum: Int32 = 0
          for row in v {
            for column in u {
              unsafe sum &+= Int32(pool.in[row * pool.in_row_stride + column * channels + c]) &- average.in_zero_point
            }
          }
          let mean = Float(sum) * share
          unsafe pool.out[y * pool.out_row_stride + x * channels + c] =
            unsafe rounded(mean * average.factors[c], low: -128, high: 127, zeroPoint: average.zero_point)
        }
      }
    }
  }
}
