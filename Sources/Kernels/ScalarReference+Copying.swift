import CKernels

extension ScalarReference {
  /// Pixels by index: nearest neighbours, crops, borders, some of the channels.
  static func gather(_ gather: CatseyeGather, rows: Range<Int32>) {
    let channels = Int(gather.channels)
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      for x in 0..<Int(gather.width) {
        let (row, column) = (Int(gather.rows[y]), Int(gather.columns[x]))
        for c in 0..<channels {
          gather.out[y * gather.out_row_stride + x * channels + c] =
            row < 0 || column < 0
            ? Int8(truncatingIfNeeded: gather.fill)
            : gather.in[row * gather.in_row_stride + column * Int(gather.in_channels) + c]
        }
      }
    }
  }

  /// A function of each byte.
  static func lookup(_ lookup: CatseyeLookup, rows: Range<Int32>) {
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      for index in 0..<Int(lookup.row_bytes) {
        lookup.out[y * lookup.out_row_stride + index] =
          lookup.table[Int(lookup.in[y * lookup.in_row_stride + index]) + 128]
      }
    }
  }

  /// Between the four pixels around a place, with weights of 8 bits in each direction; a half is rounded up.
  static func interpolate(_ i: CatseyeInterpolation, rows: Range<Int32>) {
    let channels = Int(i.channels)
    let one: Int32 = 1 << CATSEYE_INTERPOLATION_BITS
    for y in Int(rows.lowerBound)..<Int(rows.upperBound) {
      let row = i.rows + 3 * y
      let (upper, lower) = (i.in + Int(row[0]) * i.in_row_stride, i.in + Int(row[1]) * i.in_row_stride)
      for x in 0..<Int(i.width) {
        let column = i.columns + 3 * x
        let (left, right) = (Int(column[0]) * channels, Int(column[1]) * channels)
        for c in 0..<channels {
          let top = Int32(upper[left + c]) * (one - column[2]) + Int32(upper[right + c]) * column[2]
          let bottom = Int32(lower[left + c]) * (one - column[2]) + Int32(lower[right + c]) * column[2]
          let sum = top * (one - row[2]) + bottom * row[2]
          let bits = 2 * CATSEYE_INTERPOLATION_BITS
          i.out[y * i.out_row_stride + x * channels + c] = Int8(truncatingIfNeeded: (sum + 1 << (bits - 1)) >> bits)
        }
      }
    }
  }
}
