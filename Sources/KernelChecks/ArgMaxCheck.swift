import CKernels
import Kernels
import Randomness

/// An arg-max over random accumulators, many of them equal, by a table's kernel and by the reference.
public final class ArgMaxCheck {
  private let pixels, classes, stride: Int
  private let accumulators: CheckBuffer
  private let factors: CheckBuffer

  public init(_ random: inout SplitMix64, extreme: Bool) {
    pixels = random.int(1...40)
    classes = random.int(1...70)
    stride = (classes + Int(CATSEYE_CHANNEL_BLOCK) - 1) / Int(CATSEYE_CHANNEL_BLOCK) * Int(CATSEYE_CHANNEL_BLOCK)
    accumulators = CheckBuffer(4 * pixels * stride)
    factors = CheckBuffer(4 * stride)
    let same = random.flip()
    for index in 0..<pixels * stride {
      let small = Int32(random.int(-3...3))
      unsafe accumulators.int32[index] = extreme ? (random.flip() ? .max : .min) : small
    }
    // values after the last class would win if a kernel read them
    for c in 0..<stride {
      unsafe factors.float[c] = c >= classes ? 1e9 : same ? 1 : random.unit() * (extreme ? 1e38 : 1)
    }
  }

  func mask(by kernels: CatseyeKernels) -> CheckBuffer {
    let mask = CheckBuffer(pixels)
    unsafe kernels.arg_max(
      accumulators.int32, Int32(stride), factors.float, Int32(classes), mask.base.assumingMemoryBound(to: UInt8.self),
      Int32(pixels))
    return mask
  }

  /// Whether the kernel writes exactly the reference's bytes, and nothing else.
  public func passes(_ kernels: CatseyeKernels) -> Bool {
    unsafe mask(by: ScalarReference.kernels).equals(mask(by: kernels))
  }
}
