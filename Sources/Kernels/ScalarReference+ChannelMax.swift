import CKernels

extension ScalarReference {
  /// The largest of each pixel's channels, which all bytes of the output's pixel become.
  static func channelMax(_ m: CatseyeChannelMax, rows: Range<Int32>) {
    let (inStride, outStride) = unsafe (Int(m.in_stride), Int(m.out_stride))
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      for x in unsafe 0..<Int(m.width) {
        let pixel = unsafe m.in + y * m.in_row_stride + x * inStride
        var best = -Float.infinity
        for c in unsafe 0..<Int(m.in_channels) {
          let scaled = unsafe Float(Int32(pixel[c]) &- m.in_zero_point) * m.factors[c]
          if scaled > best { best = scaled }
        }
        let value = unsafe rounded(best, low: -128, high: 127, zeroPoint: m.zero_point)
        for c in 0..<outStride { unsafe m.out[y * m.out_row_stride + x * outStride + c] = value }
      }
    }
  }
}
