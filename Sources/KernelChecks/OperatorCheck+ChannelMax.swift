import CKernels
import Randomness

extension OperatorCheck {
  func channelMax(_ random: inout SplitMix64, _ extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    var max = unsafe CatseyeChannelMax()
    let (rows, channels) = (random.int(1...4), random.int(1...70))
    unsafe max.in_channels = Int32(channels)
    unsafe max.in_stride = Int32((channels + 15) / 16 * 16)
    unsafe max.out_stride = Int32(16 * random.int(1...2))
    unsafe max.width = Int32(random.int(1...12))
    unsafe max.in_row_stride = unsafe Int(max.width * max.in_stride) + 16 * random.int(0...2)
    unsafe max.out_row_stride = unsafe Int(max.width * max.out_stride) + 16 * random.int(0...2)
    unsafe max.in_zero_point = Int32(random.int(-128...127))
    unsafe max.zero_point = Int32(random.int(-128...127))
    let input = unsafe tensor(&random, rows * max.in_row_stride, extreme)
    let factors = unsafe factors(&random, Int(max.in_stride))
    return { operators in
      let output = unsafe CheckBuffer(rows * max.out_row_stride)
      withExtendedLifetime((input, factors)) {
        var max = unsafe max
        unsafe max.in = unsafe UnsafePointer(input.int8)
        unsafe max.factors = unsafe UnsafePointer(factors.float)
        unsafe max.out = unsafe output.int8
        inTwo(rows) { unsafe operators.channel_max(&max, $0, $1) }
      }
      return output
    }
  }
}
