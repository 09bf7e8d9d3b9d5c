import CKernels
import Kernels
import Randomness

/// A max-pooling of random shape and content, by a table's kernel and by the reference.
/// It owns the buffers to which its arguments point.
@safe
public final class MaxPoolCheck {
  private var pool = unsafe CatseyePool()
  private let rows: Int
  private let input: CheckBuffer

  public init(_ random: inout SplitMix64) {
    let hasResiduals = random.flip()
    let channels = 16 * random.int(1...3) * (hasResiduals ? 2 : 1)
    rows = unsafe MaxPoolCheck.fill(&pool, &random, channels: channels, largestKernel: 3)
    input = unsafe CheckBuffer(Int(pool.in_height) * pool.in_row_stride)
    // some cases have few different values, so that residuals decide
    let mask = random.flip() ? UInt8(0xFF) : 0x83
    input.fill { UInt8(truncatingIfNeeded: random.next()) & mask }
    unsafe pool.residual = unsafe hasResiduals ? pool.channels / 2 : 0
    unsafe pool.in = unsafe UnsafePointer(input.int8)
  }

  /// Fills in the sizes of a pooling in which every window touches the tensor.
  /// - Returns: how many rows its output has.
  static func fill(
    _ pool: inout CatseyePool, _ random: inout SplitMix64, channels: Int, largestKernel: Int
  ) -> Int {
    unsafe pool.channels = Int32(channels)
    unsafe pool.in_height = Int32(random.int(1...12))
    unsafe pool.in_width = Int32(random.int(1...12))
    unsafe pool.kernel_height = Int32(random.int(1...largestKernel))
    unsafe pool.kernel_width = Int32(random.int(1...largestKernel))
    unsafe pool.stride_y = Int32(random.int(1...3))
    unsafe pool.stride_x = Int32(random.int(1...3))
    unsafe pool.pad_top = unsafe Int32(random.int(0...Int(pool.kernel_height) - 1))
    unsafe pool.pad_left = unsafe Int32(random.int(0...Int(pool.kernel_width) - 1))
    let rows = unsafe Int(pool.in_height + pool.pad_top - 1) / Int(pool.stride_y) + 1
    unsafe pool.width = unsafe (pool.in_width + pool.pad_left - 1) / pool.stride_x + 1
    unsafe pool.in_row_stride = unsafe (Int(pool.in_width) + random.int(0...2)) * channels
    unsafe pool.out_row_stride = unsafe (Int(pool.width) + random.int(0...2)) * channels
    return rows
  }

  func output(of kernels: CatseyeKernels) -> CheckBuffer {
    let output = unsafe CheckBuffer(rows * pool.out_row_stride)
    var pool = unsafe pool
    unsafe pool.out = unsafe output.int8
    let middle = Int32(rows / 2)
    unsafe kernels.max_pool(&pool, middle, Int32(rows))
    unsafe kernels.max_pool(&pool, 0, middle)
    return output
  }

  /// Whether the kernel writes exactly the reference's bytes, and nothing else.
  public func passes(_ kernels: CatseyeKernels) -> Bool {
    unsafe output(of: ScalarReference.kernels).equals(output(of: kernels))
  }
}
