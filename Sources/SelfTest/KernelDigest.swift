import CKernels
import KernelChecks
import Model

/// Checksums of what a kernel computes on fixed cases.
enum KernelDigest {
  static func convolution(_ kernel: CatseyeConvKernel, winograd: Bool) -> UInt64 {
    var digest: UInt64 = 0
    FixedCases.convolve(kernel, winograd: winograd) { digest = add($0, to: digest) }
    return digest
  }

  static func maxPool(_ kernels: CatseyeKernels) -> UInt64 {
    var digest: UInt64 = 0
    FixedCases.maxPool(kernels) { digest = add($0, to: digest) }
    return digest
  }

  static func run(_ check: OperatorCheck, _ operators: CatseyeOperators) -> UInt64 {
    var digest: UInt64 = 0
    FixedCases.run(check, operators) { digest = add($0, to: digest) }
    return digest
  }

  static func argMax(_ kernels: CatseyeKernels) -> UInt64 {
    var digest: UInt64 = 0
    FixedCases.argMax(kernels) { digest = add($0, to: digest) }
    return digest
  }

  private static func add(_ bytes: UnsafeRawBufferPointer, to digest: UInt64) -> UInt64 {
    digest &* 0x0000_0100_0000_01B3 ^ ModelFormat.checksum(bytes)
  }
}
