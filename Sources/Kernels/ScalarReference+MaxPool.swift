import CKernels

extension ScalarReference {
  /// The largest value of each window, and among equal values the largest residual if there are any. The border counts as -128, so the
  /// window is clipped to the tensor.
  static func maxPool(_ pool: CatseyePool, rows: Range<Int32>) {
    let channels = unsafe Int(pool.channels)
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      let v = unsafe clipped(y * Int(pool.stride_y) - Int(pool.pad_top), Int(pool.kernel_height), Int(pool.in_height))
      for x in unsafe 0..<Int(pool.width) {
        let u = unsafe clipped(x * Int(pool.stride_x) - Int(pool.pad_left), Int(pool.kernel_width), Int(pool.in_width))
        let out = unsafe pool.out + y * pool.out_row_stride + x * channels
        let residual = unsafe Int(pool.residual)
        for c in 0..<(residual > 0 ? residual : channels) {
          var best = (value: Int8.min, residual: Int8.min)
          for row in v {
            for column in u {
              let value = unsafe pool.in + row * pool.in_row_stride + column * channels + c
              let next = unsafe (value.pointee, residual > 0 ? value[residual] : 0)
              if next > best { best = next }
            }
          }
          unsafe out[c] = best.value
          if residual > 0 { unsafe out[c + residual] = best.residual }
        }
      }
    }
  }

  static func clipped(_ first: Int, _ count: Int, _ limit: Int) -> Range<Int> {
    let lower = min(max(first, 0), limit)
    return lower..<max(lower, min(first + count, limit))
  }
}
