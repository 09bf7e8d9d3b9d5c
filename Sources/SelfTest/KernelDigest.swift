import CKernels
import KernelChecks
import Model

/// Checksums of a kernel's results on fixed cases.
enum KernelDigest {
  static func convolution(_ kernel: CatseyeConvKernel, winograd: Bool = false, f23: Bool = false) -> UInt64 {
    var digest: UInt64 = 0
    unsafe FixedCases.convolve(kernel, winograd: winograd, f23: f23) { digest = unsafe add($0, to: digest) }
    return digest
  }

  static func maxPool(_ kernels: CatseyeKernels) -> UInt64 {
    var digest: UInt64 = 0
    unsafe FixedCases.maxPool(kernels) { digest = unsafe add($0, to: digest) }
    return digest
  }

  static func run(_ check: OperatorCheck, _ operators: CatseyeOperators) -> UInt64 {
    var digest: UInt64 = 0
    unsafe FixedCases.run(check, operators) { digest = unsafe add($0, to: digest) }
    return digest
  }

  static func argMax(_ kernels: CatseyeKernels) -> UInt64 {
    var digest: UInt64 = 0
    unsafe FixedCases.argMax(kernels) { digest = unsafe add($0, to: digest) }
    return digest
  }

  private static func add(_ bytes: UnsafeRawBufferPointer, to digest: UInt64) -> UInt64 {
    unsafe digest &* 0x0000_0100_0000_01B3 ^ ModelFormat.checksum(bytes)
  }
}
