import CKernels
import Kernels
import Randomness

/// A direct convolution of random shape and content, by a table's kernel and by the reference.
/// It owns the buffers to which its arguments point.
@safe
public final class ConvolutionCheck {
  private let rows: Int
  private let sourceCount: Int
  private var shape = CatseyeWeightShape()
  private var conv = unsafe CatseyeConv()
  private var inputs: [CheckBuffer] = []
  private var tables: [CheckBuffer] = []
  private var weights = CheckBuffer(0)
  private var strides: (row: Int, pixel: Int) = (0, 0)

  /// - Parameters:
  ///   - winograd: of a shape that Winograd kernels take.
  ///   - pooled: 3x3, and the last head writes the largest of every 2x2 pixels.
  ///   - deep: 3x3 on few pixels, with so many weights that Winograd kernels expand them late.
  ///   - f23: of a shape, and with values and weights, that F(2, 3) takes.
  ///   - narrow: one source of 4 ... 12 channels.
  ///   - oneFactor: one head whose factor does not depend on the sum's sign, as after ReLU and in raw skips.
  ///   - extreme: only values at the ends of their ranges.
  public init(
    _ random: inout SplitMix64, winograd: Bool = false, pooled: Bool = false, deep: Bool = false,
    narrow: Bool = false, f23: Bool = false, oneFactor: Bool = false, extreme: Bool
  ) {
    rows = random.int(1...(winograd && !deep ? 14 : 5))
    sourceCount = random.int(1...(deep ? 2 : narrow ? 1 : 4))
    unsafe conv.source_count = Int32(sourceCount)
    unsafe conv.head_count = Int32(random.int((f23 ? 1 : 0)...2))
    let windows = pooled || deep ? [(3, 3)] : [(3, 3), (3, 3), (2, 2), (1, 2), (2, 1)]
    let taps =
      winograd
      ? windows[random.int(0...windows.count - 1)] : (random.int(1...4), f23 ? 3 : random.int(1...4))
    unsafe conv.kernel_height = Int32(taps.0)
    unsafe conv.stride_y = winograd || f23 ? 1 : Int32(random.int(1...2))
    unsafe conv.stride_x = winograd || f23 ? 1 : Int32(random.int(1...3))
    unsafe conv.width = Int32(random.int(1...(deep ? 9 : f23 ? 49 : 29)))
    let outputs = random.int(deep ? 131...160 : 1...50)
    let block = Int(CATSEYE_CHANNEL_BLOCK)
    unsafe conv.out_channels = Int32((outputs + block - 1) / block * block)
    shape.out_channels = Int32(outputs)
    shape.kernel_height = unsafe conv.kernel_height
    shape.source_count = unsafe conv.source_count
    shape.kernel_width = Int32(taps.1)
    // together, the most channels that are exact with the largest weights
    let channels = deep ? 224 / sourceCount : narrow ? 4 * random.int(1...3) : nil
    makeSources(&random, extreme, channels: channels, channelBlock: winograd || f23 ? 16 : 4)
    makeHeads(&random, extreme)
    if f23 { fitF23(&random, extreme) }
    if pooled { poolLastHead() }
    if oneFactor { agreeFactors() }
  }

  /// A convolution of the given sizes, for timing.
  public init(inputs: Int, outputs: Int, taps: (Int, Int), side: Int) {
    var random = SplitMix64(seed: 1)
    rows = side
    sourceCount = 1
    unsafe conv.source_count = 1
    unsafe conv.head_count = 1
    unsafe conv.kernel_height = Int32(taps.0)
    unsafe conv.stride_y = 1
    unsafe conv.stride_x = 1
    unsafe conv.width = Int32(side)
    unsafe conv.out_channels = Int32(outputs)
    shape.out_channels = Int32(outputs)
    shape.kernel_height = Int32(taps.0)
    shape.kernel_width = Int32(taps.1)
    shape.source_count = 1
    makeSources(&random, false, channels: inputs)
    makeHeads(&random, false)
    unsafe conv.heads.0.residual = 0
    unsafe conv.heads.0.pixel_stride = outputs
    unsafe conv.heads.0.row_stride = outputs * side
  }

  private func makeSources(
    _ random: inout SplitMix64, _ extreme: Bool, channels fixed: Int? = nil, channelBlock: Int = 16
  ) {
    let kernelWidth = Int(shape.kernel_width)
    var reduction = 0
    var sources: [CatseyeSource] = unsafe []
    for _ in 0..<sourceCount {
      let channels = fixed ?? (random.flip() ? channelBlock : 16) * random.int(1...3)
      var source = unsafe CatseyeSource()
      let columns = unsafe (Int(conv.width) - 1) * Int(conv.stride_x) + kernelWidth
      let lines = unsafe (rows - 1) * Int(conv.stride_y) + Int(conv.kernel_height)
      unsafe source.row_stride = columns * channels
      unsafe source.channels = Int32(channels)
      unsafe source.run = Int32(kernelWidth * channels)
      let buffer = CheckBuffer(lines * columns * channels)
      buffer.fill { extreme ? (random.flip() ? 0x80 : 0x7F) : UInt8(truncatingIfNeeded: random.next()) }
      unsafe source.window = unsafe UnsafePointer(buffer.int8)
      inputs.append(buffer)
      unsafe sources.append(source)
      unsafe reduction += kernelWidth * channels * Int(conv.kernel_height)
    }
    while unsafe sources.count < 4 { unsafe sources.append(CatseyeSource()) }
    unsafe conv.sources = unsafe (sources[0], sources[1], sources[2], sources[3])
    shape.runs = unsafe (sources[0].run, sources[1].run, sources[2].run, sources[3].run)
    weights = CheckBuffer(reduction * Int(shape.out_channels))
    // -128 is not allowed as a weight
    weights.fill {
      let value = extreme ? (random.flip() ? -127 : 127) : random.int(-127...127)
      return UInt8(bitPattern: Int8(value))
    }
  }

  private func makeHeads(_ random: inout SplitMix64, _ extreme: Bool) {
    let channels = unsafe Int(conv.out_channels)
    strides.pixel = channels * random.int(1...2)
    strides.row = unsafe strides.pixel * Int(conv.width) + 16 * random.int(0...2)
    var heads: [CatseyeHead] = unsafe []
    for _ in 0..<2 {
      let table = CheckBuffer(3 * 4 * channels)
      tables.append(table)
      for c in 0..<channels {
        unsafe table.int32[c] =
          extreme ? (random.flip() ? 0x3FFF_FFFF : -0x3FFF_FFFF) : Int32(random.int(-100_000...100_000))
        // from far below one step to far outside the range, of both signs
        let size = Float(sign: .plus, exponent: random.int(-40...2), significand: 1)
        unsafe table.float[channels + c] = random.unit() * size
        unsafe table.float[2 * channels + c] =
          unsafe random.flip() ? random.unit() * size : 0.3 * table.float[channels + c]
      }
      var head = unsafe CatseyeHead()
      unsafe head.bias = unsafe UnsafePointer(table.int32)
      unsafe head.positive = unsafe UnsafePointer(table.float + channels)
      unsafe head.negative = unsafe UnsafePointer(table.float + 2 * channels)
      unsafe head.zero_point = Int32(random.int(-128...127))
      let low = random.flip() ? -128 : random.int(-128...0)
      let high = random.flip() ? 127 : random.int(0...127)
      unsafe head.low = Int32(low)
      unsafe head.high = Int32(high)
      unsafe head.row_stride = strides.row
      unsafe head.pixel_stride = strides.pixel
      if strides.pixel > channels, random.flip() { unsafe head.residual = channels }
      unsafe heads.append(head)
    }
    unsafe conv.heads = unsafe (heads[0], heads[1])
  }

  private func poolLastHead() {
    unsafe conv.pooled = 1
    unsafe conv.head_count = unsafe max(conv.head_count, 1)
    unsafe (conv.heads.0.residual, conv.heads.1.residual) = (0, 0)
    let channels = unsafe Int(conv.out_channels)
    for table in tables {
      for c in channels..<2 * channels where unsafe table.float[c].sign != table.float[channels + c].sign {
        unsafe table.float[channels + c] = unsafe -table.float[channels + c]
      }
    }
  }

  /// Limits values to 128 levels and weights to those with int8 transforms, without residuals.
  private func fitF23(_ random: inout SplitMix64, _ extreme: Bool) {
    unsafe (conv.heads.0.residual, conv.heads.1.residual) = (0, 0)
    for input in inputs {
      input.fill { UInt8(bitPattern: Int8(extreme ? (random.flip() ? -64 : 63) : random.int(-64...63))) }
    }
    let runs = [shape.runs.0, shape.runs.1, shape.runs.2, shape.runs.3].map { Int($0) }
    var first = 0
    for _ in 0..<Int(shape.out_channels) {
      for run in runs {
        for _ in 0..<Int(shape.kernel_height) {
          for c in 0..<run / 3 {
            // g0 + g2 and g1, whose absolute values sum to at most 127
            let middle = extreme ? [-127, 0, 127][random.int(0...2)] : random.int(-127...127)
            let rest = 127 - abs(middle)
            let outer = extreme ? (random.flip() ? -rest : rest) : random.int(-rest...rest)
            let g0 = random.int(max(-127, outer - 127)...min(127, outer + 127))
            for (tap, weight) in [g0, middle, outer - g0].enumerated() {
              unsafe weights.int8[first + tap * run / 3 + c] = Int8(weight)
            }
          }
          first += run
        }
      }
    }
  }

  /// Makes one factor enough: channel by channel in turn, the factor for negative sums is the other factor, one of its sign, or 0 with its
  /// sign.
  private func agreeFactors() {
    unsafe conv.head_count = 1
    unsafe conv.heads.0.residual = 0
    let channels = unsafe Int(conv.out_channels)
    for c in 0..<channels {
      let positive = unsafe tables[0].float[channels + c]
      let other = unsafe tables[0].float[2 * channels + c].magnitude
      let size = c % 3 == 0 ? positive.magnitude : c % 3 == 1 ? other : 0
      unsafe tables[0].float[2 * channels + c] = Float(signOf: positive, magnitudeOf: size)
    }
    unsafe conv.heads.0.low = max(conv.heads.0.low, conv.heads.0.zero_point)
    unsafe conv.heads.0.high = max(conv.heads.0.high, conv.heads.0.low)
  }

  /// What a kernel writes: both heads' tensors and the accumulators, in buffers with equal contents before.
  func outputs(of kernel: CatseyeConvKernel) -> [CheckBuffer] {
    let channels = unsafe Int(conv.out_channels)
    let outputs = unsafe [
      CheckBuffer(rows * strides.row), CheckBuffer(rows * strides.row),
      CheckBuffer(rows * Int(conv.width) * channels * 4),
    ]
    let packed = unsafe CheckBuffer(kernel.packed_bytes(&shape))
    unsafe kernel.pack(&shape, UnsafePointer(weights.int8), packed.base)
    var conv = unsafe conv
    let scratch = unsafe CheckBuffer(kernel.scratch_bytes(&conv))
    unsafe conv.weights = unsafe UnsafeRawPointer(packed.base)
    unsafe conv.heads.0.out = unsafe outputs[0].int8
    unsafe conv.heads.1.out = unsafe outputs[1].int8
    unsafe conv.accumulators = unsafe outputs[2].int32
    let middle = unsafe Int32(conv.pooled == 0 ? rows / 2 : rows / 4 * 2)
    let own = unsafe scratch.base.assumingMemoryBound(to: UInt8.self)
    if unsafe conv.head_count == 0 {
      unsafe kernel.run(&conv, 0, Int32(rows), own)
    } else {  // two ranges of rows, as two threads would compute
      unsafe kernel.run(&conv, middle, Int32(rows), own)
      unsafe kernel.run(&conv, 0, middle, own)
    }
    return outputs
  }

  /// Whether the kernel writes exactly the reference's bytes, and nothing else.
  public func passes(_ kernel: CatseyeConvKernel) -> Bool {
    unsafe zip(outputs(of: ScalarReference.kernels.direct), outputs(of: kernel)).allSatisfy { $0.equals($1) }
  }

  /// A call to be timed, and its work in multiply-accumulates.
  public func prepared(_ kernel: CatseyeConvKernel) -> (multiplyAccumulates: Int, run: () -> Void) {
    let output = unsafe CheckBuffer(rows * Int(conv.width) * Int(conv.out_channels))
    let packed = unsafe CheckBuffer(kernel.packed_bytes(&shape))
    unsafe kernel.pack(&shape, UnsafePointer(weights.int8), packed.base)
    var conv = unsafe conv
    let scratch = unsafe CheckBuffer(kernel.scratch_bytes(&conv))
    unsafe conv.weights = unsafe UnsafeRawPointer(packed.base)
    unsafe conv.heads.0.out = unsafe output.int8
    let rows = Int32(rows)
    let work =
      unsafe Int(conv.sources.0.run) * Int(conv.kernel_height) * Int(conv.out_channels) * Int(conv.width) * Int(rows)
    return (
      work,
      { [self] in
        withExtendedLifetime((self, output, packed, scratch)) {
          unsafe kernel.run(&conv, 0, rows, scratch.base.assumingMemoryBound(to: UInt8.self))
        }
      }
    )
  }
}
