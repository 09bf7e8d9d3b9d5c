import CKernels
import Randomness

extension OperatorCheck {
  func depthwise(_ random: inout SplitMix64, _ extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    let channels = 16 * random.int(1...3)
    let rows = random.int(1...5)
    var conv = unsafe CatseyeDepthwise()
    unsafe conv.channels = Int32(channels)
    unsafe (conv.kernel_height, conv.kernel_width) = (Int32(random.int(1...5)), Int32(random.int(1...5)))
    unsafe (conv.dilation_y, conv.dilation_x) = (Int32(random.int(1...2)), Int32(random.int(1...3)))
    unsafe (conv.stride_y, conv.stride_x) = (Int32(random.int(1...2)), Int32(random.int(1...3)))
    unsafe conv.width = Int32(random.int(1...19))
    let columns = unsafe Int((conv.width - 1) * conv.stride_x + (conv.kernel_width - 1) * conv.dilation_x) + 1
    let lines = unsafe (rows - 1) * Int(conv.stride_y) + Int((conv.kernel_height - 1) * conv.dilation_y) + 1
    unsafe conv.row_stride = columns * channels
    let input = tensor(&random, lines * columns * channels, extreme)
    let weights = unsafe CheckBuffer(Int(conv.kernel_height * conv.kernel_width) * channels)
    weights.fill { UInt8(bitPattern: Int8(extreme ? (random.flip() ? -127 : 127) : random.int(-127...127))) }
    let biases = words(&random, channels, -100_000...100_000)
    let (positive, negative) = (factors(&random, channels), factors(&random, channels))
    unsafe conv.head_count = Int32(random.int(1...2))
    var head = unsafe CatseyeHead()
    unsafe head.pixel_stride = channels * random.int(1...2)
    unsafe head.row_stride = unsafe head.pixel_stride * Int(conv.width) + 16 * random.int(0...2)
    unsafe (head.low, head.high) = (Int32(random.int(-128...0)), Int32(random.int(0...127)))
    unsafe head.zero_point = Int32(random.int(-128...127))
    let bytes = unsafe rows * head.row_stride
    return { operators in
      let output = CheckBuffer(2 * bytes)
      withExtendedLifetime((input, weights, biases, positive, negative)) {
        var conv = unsafe conv
        var head = unsafe head
        unsafe conv.window = unsafe UnsafePointer(input.int8)
        unsafe conv.weights = unsafe UnsafePointer(weights.int8)
        unsafe head.bias = unsafe UnsafePointer(biases.int32)
        unsafe head.positive = unsafe UnsafePointer(positive.float)
        unsafe head.negative = unsafe UnsafePointer(negative.float)
        unsafe head.out = unsafe output.int8
        unsafe conv.heads.0 = unsafe head
        unsafe head.out += bytes
        unsafe (head.low, head.high) = (-128, 127)
        unsafe conv.heads.1 = unsafe head
        let scratch = unsafe CheckBuffer(operators.depthwise_scratch_bytes(&conv))
        let own = unsafe scratch.base.assumingMemoryBound(to: UInt8.self)
        withExtendedLifetime(scratch) { inTwo(rows) { unsafe operators.depthwise(&conv, $0, $1, own) } }
      }
      return output
    }
  }

  func elementwise(_ random: inout SplitMix64, _ extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    let channels = random.int(1...50)
    let padded = (channels + 15) / 16 * 16
    let rows = random.int(1...4)
    let width = random.int(1...9)
    var element = unsafe CatseyeElementwise()
    unsafe element.operation = Int32(random.int(0...2))
    unsafe element.channels = Int32(channels)
    unsafe element.width = Int32(width)
    unsafe element.slope = random.flip() ? 1 : random.unit()
    unsafe element.pixel_stride = channels + random.int(0...20)
    unsafe element.row_stride = unsafe element.pixel_stride * width + random.int(0...9)
    unsafe (element.low, element.high) = (Int32(random.int(-128...0)), Int32(random.int(0...127)))
    unsafe element.zero_point = Int32(random.int(-128...127))
    func operand(_ form: Int) -> CatseyeOperand {
      var operand = unsafe CatseyeOperand()
      unsafe operand.pixel_stride = form == 1 ? 0 : padded
      unsafe operand.row_stride = form == 1 ? 0 : padded * width
      unsafe operand.channel_stride = form == 2 ? 0 : 1
      unsafe operand.zero_point = Int32(random.int(-128...127))
      return unsafe operand
    }
    // the second operand: as large as the first, one value for each channel, or one for each pixel
    unsafe element.operands = unsafe (operand(0), operand(random.int(0...2)))
    let inputs = [tensor(&random, rows * width * padded, extreme), tensor(&random, rows * width * padded, extreme)]
    let tables = [factors(&random, padded), factors(&random, padded), factors(&random, padded)]
    return { operators in
      let output = unsafe CheckBuffer(rows * element.row_stride)
      withExtendedLifetime((inputs, tables)) {
        var element = unsafe element
        unsafe element.operands.0.in = unsafe UnsafePointer(inputs[0].int8)
        unsafe element.operands.1.in = unsafe UnsafePointer(inputs[1].int8)
        unsafe element.operands.0.factors = unsafe UnsafePointer(tables[0].float)
        unsafe element.operands.1.factors = unsafe UnsafePointer(tables[1].float)
        unsafe element.shift = unsafe UnsafePointer(tables[2].float)
        unsafe element.out = unsafe output.int8
        inTwo(rows) { unsafe operators.elementwise(&element, $0, $1) }
      }
      return output
    }
  }

  func averagePool(_ random: inout SplitMix64, _ extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    let channels = 16 * random.int(1...3)
    var average = unsafe CatseyeAveragePool()
    let rows = unsafe MaxPoolCheck.fill(&average.pool, &random, channels: channels, largestKernel: 9)
    unsafe average.in_zero_point = Int32(random.int(-128...127))
    unsafe average.zero_point = Int32(random.int(-128...127))
    unsafe average.count = unsafe random.flip() ? 0 : average.pool.kernel_height * average.pool.kernel_width
    let input = unsafe tensor(&random, Int(average.pool.in_height) * average.pool.in_row_stride, extreme)
    let table = factors(&random, channels)
    return { operators in
      let output = unsafe CheckBuffer(rows * average.pool.out_row_stride)
      withExtendedLifetime((input, table)) {
        var average = unsafe average
        unsafe average.pool.in = unsafe UnsafePointer(input.int8)
        unsafe average.pool.out = unsafe output.int8
        unsafe average.factors = unsafe UnsafePointer(table.float)
        inTwo(rows) { unsafe operators.average_pool(&average, $0, $1) }
      }
      return output
    }
  }
}
