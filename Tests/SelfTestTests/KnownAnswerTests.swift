import CKernels
import Kernels
import Testing

@testable import SelfTest

@Suite struct KnownAnswerTests {
  @Test(arguments: InstructionSet.allCases.filter { $0.isAvailable })
  func hold(_ instructionSet: InstructionSet) {
    for answer in KnownAnswers.all(KernelTable(instructionSet)) {
      #expect(answer.holds, "\(answer.name): \(String(answer.compute(), radix: 16))")
    }
  }

  /// The scalar table has no Winograd kernel; a Winograd kernel must give what the direct reference gives on the same cases.
  @Test func winogradIsTheDirectReference() {
    #expect(KernelDigest.convolution(ScalarReference.kernels.direct, winograd: true) == KnownAnswers.winograd)
  }

  /// It has no kernel of F(2, 3) either.
  @Test func f23IsTheDirectReference() {
    let digest = KernelDigest.convolution(ScalarReference.kernels.direct, f23: true)
    #expect(digest == KnownAnswers.f23, "\(String(digest, radix: 16))")
  }

  @Test func differsForAWrongKernel() {
    var kernels = ScalarReference.kernels
    kernels.max_pool = { pool, begin, end in
      guard let pool else { fatalError("no arguments") }
      var wrong = pool.pointee
      if end > begin { wrong.in_width -= wrong.in_width > 1 ? 1 : 0 }
      ScalarReference.kernels.max_pool(&wrong, begin, end)
    }
    #expect(KernelDigest.maxPool(kernels) != KnownAnswers.maxPool)
    kernels.direct.run = { conv, begin, end, scratch in
      guard let conv else { fatalError("no arguments") }
      var wrong = conv.pointee
      wrong.heads.0.zero_point += 1
      ScalarReference.kernels.direct.run(&wrong, begin, end, scratch)
    }
    #expect(KernelDigest.convolution(kernels.direct, winograd: false) != KnownAnswers.convolution)
  }
}
