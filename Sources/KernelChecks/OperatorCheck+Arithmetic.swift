import CKernels
import Randomness

extension OperatorCheck {
  func depthwise(_ random: inout SplitMix64, _ extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    let channels = 16 * random.int(1...3)
    let rows = random.int(1...5)
    var conv = CatseyeDepthwise()
    conv.channels = Int32(channels)
    (conv.kernel_height, conv.kernel_width) = (Int32(random.int(1...5)), Int32(random.int(1...5)))
    (conv.dilation_y, conv.dilation_x) = (Int32(random.int(1...2)), Int32(random.int(1...3)))
    (conv.stride_y, conv.stride_x) = (Int32(random.int(1...2)), Int32(random.int(1...3)))
    conv.width = Int32(random.int(1...19))
    let columns = Int((conv.width - 1) * conv.stride_x + (conv.kernel_width - 1) * conv.dilation_x) + 1
    let lines = (rows - 1) * Int(conv.stride_y) + Int((conv.kernel_height - 1) * conv.dilation_y) + 1
    conv.row_stride = columns * channels
    let input = tensor(&random, lines * columns * channels, extreme)
    let weights = CheckBuffer(Int(conv.kernel_height * conv.kernel_width) * channels)
    weights.fill { UInt8(bitPattern: Int8(extreme ? (random.flip() ? -127 : 127) : random.int(-127...127))) }
    let biases = words(&random, channels, -100_000...100_000)
    let (positive, negative) = (factors(&random, channels), factors(&random, channels))
    conv.head_count = Int32(random.int(1...2))
    var head = CatseyeHead()
    head.pixel_stride = channels * random.int(1...2)
    head.row_stride = head.pixel_stride * Int(conv.width) + 16 * random.int(0...2)
    (head.low, head.high) = (Int32(random.int(-128...0)), Int32(random.int(0...127)))
    head.zero_point = Int32(random.int(-128...127))
    let bytes = rows * head.row_stride
    return { operators in
      let output = CheckBuffer(2 * bytes)
      withExtendedLifetime((input, weights, biases, positive, negative)) {
        var conv = conv
        var head = head
        conv.window = UnsafePointer(input.int8)
        conv.weights = UnsafePointer(weights.int8)
        head.bias = UnsafePointer(biases.int32)
        head.positive = UnsafePointer(positive.float)
        head.negative = UnsafePointer(negative.float)
        head.out = output.int8
        conv.heads.0 = head
        head.out += bytes
        (head.low, head.high) = (-128, 127)
        conv.heads.1 = head
        let scratch = CheckBuffer(operators.depthwise_scratch_bytes(&conv))
        let own = scratch.base.assumingMemoryBound(to: UInt8.self)
        withExtendedLifetime(scratch) { inTwo(rows) { operators.depthwise(&conv, $0, $1, own) } }
      }
      return output
    }
  }

  func elementwise(_ random: inout SplitMix64, _ extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    let channels = random.int(1...50)
    let padded = (channels + 15) / 16 * 16
    let rows = random.int(1...4)
    let width = random.int(1...9)
    var element = CatseyeElementwise()
    element.operation = Int32(random.int(0...2))
    element.channels = Int32(channels)
    element.width = Int32(width)
    element.slope = random.flip() ? 1 : random.unit()
    element.pixel_stride = channels + random.int(0...20)
    element.row_stride = element.pixel_stride * width + random.int(0...9)
    (element.low, element.high) = (Int32(random.int(-128...0)), Int32(random.int(0...127)))
    element.zero_point = Int32(random.int(-128...127))
    func operand(_ form: Int) -> CatseyeOperand {
      var operand = CatseyeOperand()
      operand.pixel_stride = form == 1 ? 0 : padded
      operand.row_stride = form == 1 ? 0 : padded * width
      operand.channel_stride = form == 2 ? 0 : 1
      operand.zero_point = Int32(random.int(-128...127))
      return operand
    }
    // the second: whole, a number for each channel, a number for each pixel
    element.operands = (operand(0), operand(random.int(0...2)))
    let inputs = [tensor(&random, rows * width * padded, extreme), tensor(&random, rows * width * padded, extreme)]
    let tables = [factors(&random, padded), factors(&random, padded), factors(&random, padded)]
    return { operators in
      let output = CheckBuffer(rows * element.row_stride)
      withExtendedLifetime((inputs, tables)) {
        var element = element
        element.operands.0.in = UnsafePointer(inputs[0].int8)
        element.operands.1.in = UnsafePointer(inputs[1].int8)
        element.operands.0.factors = UnsafePointer(tables[0].float)
        element.operands.1.factors = UnsafePointer(tables[1].float)
        element.shift = UnsafePointer(tables[2].float)
        element.out = output.int8
        inTwo(rows) { operators.elementwise(&element, $0, $1) }
      }
      return output
    }
  }

  func averagePool(_ random: inout SplitMix64, _ extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    let channels = 16 * random.int(1...3)
    var average = CatseyeAveragePool()
    let rows = MaxPoolCheck.fill(&average.pool, &random, channels: channels, largestKernel: 9)
    average.in_zero_point = Int32(random.int(-128...127))
    average.zero_point = Int32(random.int(-128...127))
    average.count = random.flip() ? 0 : average.pool.kernel_height * average.pool.kernel_width
    let input = tensor(&random, Int(average.pool.in_height) * average.pool.in_row_stride, extreme)
    let table = factors(&random, channels)
    return { operators in
      let output = CheckBuffer(rows * average.pool.out_row_stride)
      withExtendedLifetime((input, table)) {
        var average = average
        average.pool.in = UnsafePointer(input.int8)
        average.pool.out = output.int8
        average.factors = UnsafePointer(table.float)
        inTwo(rows) { operators.average_pool(&average, $0, $1) }
      }
      return output
    }
  }
}
