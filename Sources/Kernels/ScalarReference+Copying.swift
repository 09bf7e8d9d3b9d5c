import CKernels

extension ScalarReference {
  /// Copies pixels by index: nearest neighbours, crops, borders, some of the channels.
  static func gather(_ gather: CatseyeGather, rows: Range<Int32>) {
    let channels = unsafe Int(gather.channels)
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      for x in unsafe 0..<Int(gather.width) {
        let (row, column) = unsafe (Int(gather.rows[y]), Int(gather.columns[x]))
        for c in 0..<channels {
          unsafe gather.out[y * gather.out_row_stride + x * channels + c] =
            unsafe row < 0 || column < 0
            ? Int8(truncatingIfNeeded: gather.fill)
            : gather.in[row * gather.in_row_stride + column * Int(gather.in_channels) + c]
        }
      }
    }
  }

  /// Replaces each byte by its entry in a table.
  static func lookup(_ lookup: CatseyeLookup, rows: Range<Int32>) {
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      for index in unsafe 0..<Int(lookup.row_bytes) {
        unsafe lookup.out[y * lookup.out_row_stride + index] =
          unsafe lookup.table[Int(lookup.in[y * lookup.in_row_stride + index]) + 128]
      }
    }
  }

  /// Interpolates between the four pixels round a place, with 8-bit weights in each direction; a half is rounded up.
  static func interpolate(_ i: CatseyeInterpolation, rows: Range<Int32>) {
    let channels = unsafe Int(i.channels)
    let one: Int32 = 1 << CATSEYE_INTERPOLATION_BITS
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      let row = unsafe i.rows + 3 * y
      let (upper, lower) = unsafe (i.in + Int(row[0]) * i.in_row_stride, i.in + Int(row[1]) * i.in_row_stride)
      for x in unsafe 0..<Int(i.width) {
        let column = unsafe i.columns + 3 * x
        let (left, right) = unsafe (Int(column[0]) * channels, Int(column[1]) * channels)
        for c in 0..<channels {
          let top = unsafe Int32(upper[left + c]) * (one - column[2]) + Int32(upper[right + c]) * column[2]
          let bottom = unsafe Int32(lower[left + c]) * (one - column[2]) + Int32(lower[right + c]) * column[2]
          let sum = unsafe top * (one - row[2]) + bottom * row[2]
          let bits = 2 * CATSEYE_INTERPOLATION_BITS
          unsafe i.out[y * i.out_row_stride + x * channels + c] = Int8(
            truncatingIfNeeded: (sum + 1 << (bits - 1)) >> bits)
        }
      }
    }
  }
}
