import CKernels
import Kernels
import Randomness

/// The results of a kernel on a fixed set of random cases: the same bytes with every instruction set.
public enum FixedCases {
  /// Enough cases for every tail, head and number of sources; they take a few milliseconds.
  private static let count = 32

  /// Calls `visit` with each buffer that the kernel may write.
  public static func convolve(
    _ kernel: CatseyeConvKernel, winograd: Bool, f23: Bool = false, _ visit: (UnsafeRawBufferPointer) -> Void
  ) {
    var random = SplitMix64(seed: 7)
    for index in 0..<count {
      let check = ConvolutionCheck(&random, winograd: winograd, f23: f23, extreme: index % 4 == 3)
      for output in unsafe check.outputs(of: kernel) { withExtendedLifetime(output) { unsafe visit(output.bytes) } }
    }
  }

  public static func maxPool(_ kernels: CatseyeKernels, _ visit: (UnsafeRawBufferPointer) -> Void) {
    var random = SplitMix64(seed: 7)
    for _ in 0..<count {
      let output = unsafe MaxPoolCheck(&random).output(of: kernels)
      withExtendedLifetime(output) { unsafe visit(output.bytes) }
    }
  }

  public static func run(
    _ check: OperatorCheck, _ operators: CatseyeOperators, _ visit: (UnsafeRawBufferPointer) -> Void
  ) {
    var random = SplitMix64(seed: 7)
    for index in 0..<count {
      let output = unsafe check.makeCase(&random, extreme: index % 4 == 3)(operators)
      withExtendedLifetime(output) { unsafe visit(output.bytes) }
    }
  }

  public static func argMax(_ kernels: CatseyeKernels, _ visit: (UnsafeRawBufferPointer) -> Void) {
    var random = SplitMix64(seed: 7)
    for index in 0..<count {
      let mask = unsafe ArgMaxCheck(&random, extreme: index % 4 == 3).mask(by: kernels)
      withExtendedLifetime(mask) { unsafe visit(mask.bytes) }
    }
  }
}
