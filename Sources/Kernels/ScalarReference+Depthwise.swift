import CKernels

extension ScalarReference {
  /// Y[c] = Σ over taps of w[tap][c] · q, in Int32, then the heads.
  static func depthwise(_ conv: CatseyeDepthwise, rows: Range<Int32>) {
    let channels = unsafe Int(conv.channels)
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      for x in unsafe 0..<Int(conv.width) {
        let window = unsafe conv.window + y * Int(conv.stride_y) * conv.row_stride + x * Int(conv.stride_x) * channels
        for c in 0..<channels {
          var sum: Int32 = 0
          var weight = unsafe conv.weights + c
          for r in unsafe 0..<Int(conv.kernel_height) {
            for k in unsafe 0..<Int(conv.kernel_width) {
              let tap = unsafe window + r * Int(conv.dilation_y) * conv.row_stride + k * Int(conv.dilation_x) * channels
              unsafe sum &+= Int32(tap[c]) &* Int32(weight.pointee)
              unsafe weight += channels
            }
          }
          unsafe store(sum, conv.heads.0, y: y, x: x, channel: c)
          if unsafe conv.head_count > 1 { unsafe store(sum, conv.heads.1, y: y, x: x, channel: c) }
        }
      }
    }
  }
}
