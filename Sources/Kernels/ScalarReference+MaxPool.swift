import CKernels

extension ScalarReference {
  /// The largest value of each window; the border counts as -128, so the window is clipped to the tensor.
  static func maxPool(_ pool: CatseyePool, rows: Range<Int32>) {
    let channels = Int(pool.channels)
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      let v = clipped(y * Int(pool.stride_y) - Int(pool.pad_top), Int(pool.kernel_height), Int(pool.in_height))
      for x in 0..<Int(pool.width) {
        let u = clipped(x * Int(pool.stride_x) - Int(pool.pad_left), Int(pool.kernel_width), Int(pool.in_width))
        for c in 0..<channels {
          var best = Int8.min
          for row in v {
            for column in u { best = max(best, pool.in[row * pool.in_row_stride + column * channels + c]) }
          }
          pool.out[y * pool.out_row_stride + x * channels + c] = best
        }
      }
    }
  }

  static func clipped(_ first: Int, _ count: Int, _ limit: Int) -> Range<Int> {
    let lower = min(max(first, 0), limit)
    return lower..<max(lower, min(first + count, limit))
  }
}
