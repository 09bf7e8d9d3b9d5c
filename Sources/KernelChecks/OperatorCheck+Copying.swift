import CKernels
import Randomness

extension OperatorCheck {
  func lookup(_ random: inout SplitMix64) -> (CatseyeOperators) -> CheckBuffer {
    var lookup = CatseyeLookup()
    let rows = random.int(1...4)
    lookup.row_bytes = Int32(16 * random.int(1...20))
    lookup.in_row_stride = Int(lookup.row_bytes) + 16 * random.int(0...2)
    lookup.out_row_stride = Int(lookup.row_bytes) + 16 * random.int(0...2)
    let input = tensor(&random, rows * lookup.in_row_stride, false)
    let table = tensor(&random, 256, false)
    return { operators in
      let output = CheckBuffer(rows * lookup.out_row_stride)
      withExtendedLifetime((input, table)) {
        var lookup = lookup
        lookup.in = UnsafePointer(input.int8)
        lookup.table = UnsafePointer(table.int8)
        lookup.out = output.int8
        inTwo(rows) { operators.lookup(&lookup, $0, $1) }
      }
      return output
    }
  }

  func gather(_ random: inout SplitMix64) -> (CatseyeOperators) -> CheckBuffer {
    var gather = CatseyeGather()
    let (height, width) = (random.int(1...6), random.int(1...6))
    let rows = random.int(1...9)
    gather.width = Int32(random.int(1...12))
    gather.channels = Int32(16 * random.int(1...3))
    gather.in_channels = gather.channels + Int32(16 * random.int(0...2))
    gather.in_row_stride = width * Int(gather.in_channels)
    gather.out_row_stride = Int(gather.width * gather.channels) + 16 * random.int(0...2)
    gather.fill = Int32(random.int(-128...127))
    let input = tensor(&random, height * gather.in_row_stride, false)
    let first = random.int(0...Int(gather.in_channels - gather.channels))
    let lines = words(&random, rows, -1...height - 1)
    let columns = words(&random, Int(gather.width), -1...width - 1)
    return { operators in
      let output = CheckBuffer(rows * gather.out_row_stride)
      withExtendedLifetime((input, lines, columns)) {
        var gather = gather
        gather.in = UnsafePointer(input.int8) + first
        gather.rows = UnsafePointer(lines.int32)
        gather.columns = UnsafePointer(columns.int32)
        gather.out = output.int8
        inTwo(rows) { operators.gather(&gather, $0, $1) }
      }
      return output
    }
  }

  func interpolation(_ random: inout SplitMix64, _ extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    var interpolation = CatseyeInterpolation()
    let (height, width) = (random.int(1...6), random.int(1...6))
    let rows = random.int(1...9)
    interpolation.width = Int32(random.int(1...12))
    interpolation.channels = Int32(16 * random.int(1...3))
    interpolation.in_row_stride = width * Int(interpolation.channels)
    interpolation.out_row_stride = Int(interpolation.width * interpolation.channels) + 16 * random.int(0...2)
    let input = tensor(&random, height * interpolation.in_row_stride, extreme)
    let lines = places(&random, rows, limit: height)
    let columns = places(&random, Int(interpolation.width), limit: width)
    return { operators in
      let output = CheckBuffer(rows * interpolation.out_row_stride)
      withExtendedLifetime((input, lines, columns)) {
        var interpolation = interpolation
        interpolation.in = UnsafePointer(input.int8)
        interpolation.rows = UnsafePointer(lines.int32)
        interpolation.columns = UnsafePointer(columns.int32)
        interpolation.out = output.int8
        inTwo(rows) { operators.interpolate(&interpolation, $0, $1) }
      }
      return output
    }
  }

  /// [count][3]: two indices and a share of 256.
  private func places(_ random: inout SplitMix64, _ count: Int, limit: Int) -> CheckBuffer {
    let table = CheckBuffer(4 * 3 * count)
    for index in 0..<count {
      for k in 0..<2 { table.int32[3 * index + k] = Int32(random.int(0...limit - 1)) }
      table.int32[3 * index + 2] = Int32(random.int(0...256))
    }
    return table
  }
}
