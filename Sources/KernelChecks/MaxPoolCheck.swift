import CKernels
import Kernels
import Randomness

/// A max-pooling of random shape and content, run by a table and by the reference.
public final class MaxPoolCheck {
  private var pool = CatseyePool()
  private let rows: Int
  private let input: CheckBuffer

  public init(_ random: inout SplitMix64) {
    let channels = 16 * random.int(1...3)
    rows = MaxPoolCheck.fill(&pool, &random, channels: channels, largestKernel: 3)
    input = CheckBuffer(Int(pool.in_height) * pool.in_row_stride)
    input.fill { UInt8(truncatingIfNeeded: random.next()) }
    pool.in = UnsafePointer(input.int8)
  }

  /// Sizes of a pooling in which every window touches the tensor.
  /// - Returns: its output rows.
  static func fill(
    _ pool: inout CatseyePool, _ random: inout SplitMix64, channels: Int, largestKernel: Int
  ) -> Int {
    pool.channels = Int32(channels)
    pool.in_height = Int32(random.int(1...12))
    pool.in_width = Int32(random.int(1...12))
    pool.kernel_height = Int32(random.int(1...largestKernel))
    pool.kernel_width = Int32(random.int(1...largestKernel))
    pool.stride_y = Int32(random.int(1...3))
    pool.stride_x = Int32(random.int(1...3))
    pool.pad_top = Int32(random.int(0...Int(pool.kernel_height) - 1))
    pool.pad_left = Int32(random.int(0...Int(pool.kernel_width) - 1))
    let rows = Int(pool.in_height + pool.pad_top - 1) / Int(pool.stride_y) + 1
    pool.width = (pool.in_width + pool.pad_left - 1) / pool.stride_x + 1
    pool.in_row_stride = (Int(pool.in_width) + random.int(0...2)) * channels
    pool.out_row_stride = (Int(pool.width) + random.int(0...2)) * channels
    return rows
  }

  func output(of kernels: CatseyeKernels) -> CheckBuffer {
    let output = CheckBuffer(rows * pool.out_row_stride)
    var pool = pool
    pool.out = output.int8
    let middle = Int32(rows / 2)
    kernels.max_pool(&pool, middle, Int32(rows))
    kernels.max_pool(&pool, 0, middle)
    return output
  }

  /// Whether the kernel writes what the reference writes, byte for byte, and nothing else.
  public func passes(_ kernels: CatseyeKernels) -> Bool {
    output(of: ScalarReference.kernels).equals(output(of: kernels))
  }
}
