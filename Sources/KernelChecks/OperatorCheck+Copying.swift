import CKernels
import Randomness

extension OperatorCheck {
  func lookup(_ random: inout SplitMix64) -> (CatseyeOperators) -> CheckBuffer {
    var lookup = unsafe CatseyeLookup()
    let rows = random.int(1...4)
    unsafe lookup.row_bytes = Int32(16 * random.int(1...20))
    unsafe lookup.in_row_stride = unsafe Int(lookup.row_bytes) + 16 * random.int(0...2)
    unsafe lookup.out_row_stride = unsafe Int(lookup.row_bytes) + 16 * random.int(0...2)
    let input = unsafe tensor(&random, rows * lookup.in_row_stride, false)
    let table = tensor(&random, 256, false)
    return { operators in
      let output = unsafe CheckBuffer(rows * lookup.out_row_stride)
      withExtendedLifetime((input, table)) {
        var lookup = unsafe lookup
        unsafe lookup.in = unsafe UnsafePointer(input.int8)
        unsafe lookup.table = unsafe UnsafePointer(table.int8)
        unsafe lookup.out = unsafe output.int8
        inTwo(rows) { unsafe operators.lookup(&lookup, $0, $1) }
      }
      return output
    }
  }

  func gather(_ random: inout SplitMix64) -> (CatseyeOperators) -> CheckBuffer {
    var gather = unsafe CatseyeGather()
    let (height, width) = (random.int(1...6), random.int(1...6))
    let rows = random.int(1...9)
    unsafe gather.width = Int32(random.int(1...12))
    unsafe gather.channels = Int32(16 * random.int(1...3))
    unsafe gather.in_channels = unsafe gather.channels + Int32(16 * random.int(0...2))
    unsafe gather.in_row_stride = unsafe width * Int(gather.in_channels)
    unsafe gather.out_row_stride = unsafe Int(gather.width * gather.channels) + 16 * random.int(0...2)
    unsafe gather.fill = Int32(random.int(-128...127))
    let input = unsafe tensor(&random, height * gather.in_row_stride, false)
    let first = unsafe random.int(0...Int(gather.in_channels - gather.channels))
    let lines = words(&random, rows, -1...height - 1)
    let columns = unsafe words(&random, Int(gather.width), -1...width - 1)
    return { operators in
      let output = unsafe CheckBuffer(rows * gather.out_row_stride)
      withExtendedLifetime((input, lines, columns)) {
        var gather = unsafe gather
        unsafe gather.in = unsafe UnsafePointer(input.int8) + first
        unsafe gather.rows = unsafe UnsafePointer(lines.int32)
        unsafe gather.columns = unsafe UnsafePointer(columns.int32)
        unsafe gather.out = unsafe output.int8
        inTwo(rows) { unsafe operators.gather(&gather, $0, $1) }
      }
      return output
    }
  }

  func interpolation(_ random: inout SplitMix64, _ extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    var interpolation = unsafe CatseyeInterpolation()
    let (height, width) = (random.int(1...6), random.int(1...6))
    let rows = random.int(1...9)
    unsafe interpolation.width = Int32(random.int(1...12))
    unsafe interpolation.channels = Int32(16 * random.int(1...3))
    unsafe interpolation.in_row_stride = unsafe width * Int(interpolation.channels)
    unsafe interpolation.out_row_stride =
      unsafe Int(interpolation.width * interpolation.channels) + 16 * random.int(0...2)
    let input = unsafe tensor(&random, height * interpolation.in_row_stride, extreme)
    let lines = places(&random, rows, limit: height)
    let columns = unsafe places(&random, Int(interpolation.width), limit: width)
    return { operators in
      let output = unsafe CheckBuffer(rows * interpolation.out_row_stride)
      withExtendedLifetime((input, lines, columns)) {
        var interpolation = unsafe interpolation
        unsafe interpolation.in = unsafe UnsafePointer(input.int8)
        unsafe interpolation.rows = unsafe UnsafePointer(lines.int32)
        unsafe interpolation.columns = unsafe UnsafePointer(columns.int32)
        unsafe interpolation.out = unsafe output.int8
        inTwo(rows) { unsafe operators.interpolate(&interpolation, $0, $1) }
      }
      return output
    }
  }

  /// [count][3]: two indices, and the second one's share in 256ths.
  private func places(_ random: inout SplitMix64, _ count: Int, limit: Int) -> CheckBuffer {
    let table = CheckBuffer(4 * 3 * count)
    for index in 0..<count {
      for k in 0..<2 { unsafe table.int32[3 * index + k] = Int32(random.int(0...limit - 1)) }
      unsafe table.int32[3 * index + 2] = Int32(random.int(0...256))
    }
    return table
  }
}
