import CKernels
import KernelChecks
import Kernels

/// One known answer for each kernel that a frame passes.
///
/// The checksums are those of the scalar reference; a test computes them again. When the cases change, `catseye selftest` names the new
/// checksum of each answer that is no longer right.
public enum KnownAnswers {
  static let convolution: UInt64 = 0x3939_16E5_A5B0_37A8
  static let winograd: UInt64 = 0xA847_6038_DB19_3C03
  static let f23: UInt64 = 0x3B29_851F_00FC_50C8
  static let maxPool: UInt64 = 0xEF00_AB09_4B90_5514
  static let argMax: UInt64 = 0x4057_E126_5C94_951F
  static let resize: UInt64 = 0x9D69_FE18_0ECA_4C8A

  /// Of a kernel table, and of what comes before and after it in a frame.
  public static func all(_ table: KernelTable) -> [KnownAnswer] {
    let kernels = unsafe table.kernels
    var answers = [
      KnownAnswer(name: "resize", expected: resize) { FrameDigest.resize() },
      unsafe KnownAnswer(name: String(cString: kernels.direct.name), expected: convolution) {
        unsafe KernelDigest.convolution(kernels.direct, winograd: false)
      },
    ]
    if unsafe kernels.f23.run != nil {
      unsafe answers.append(
        KnownAnswer(name: String(cString: kernels.f23.name), expected: f23) {
          unsafe KernelDigest.convolution(kernels.f23, f23: true)
        })
    }
    if unsafe kernels.winograd.run != nil {
      unsafe answers.append(
        KnownAnswer(name: String(cString: kernels.winograd.name), expected: winograd) {
          unsafe KernelDigest.convolution(kernels.winograd, winograd: true)
        })
    }
    unsafe answers.append(
      KnownAnswer(name: String(cString: kernels.max_pool_name), expected: maxPool) {
        unsafe KernelDigest.maxPool(kernels)
      })
    unsafe answers.append(
      KnownAnswer(name: String(cString: kernels.arg_max_name), expected: argMax) { unsafe KernelDigest.argMax(kernels) }
    )
    for check in OperatorCheck.allCases {
      unsafe answers.append(
        KnownAnswer(name: check.name(in: table.operators), expected: check.knownAnswer) {
          unsafe KernelDigest.run(check, table.operators)
        })
    }
    return answers
  }
}
