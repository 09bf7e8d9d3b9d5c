import CKernels
import KernelChecks
import Kernels
import Randomness
import Testing

/// The checks of `checkkernels`, but fewer of them; ScalarReferenceTests checks the reference itself.
@Suite struct KernelTableTests {
  static let tables = InstructionSet.allCases.filter { $0 != .scalar && $0.isAvailable }

  @Test(arguments: tables) func convolutionEqualsReference(instructionSet: InstructionSet) {
    var random = SplitMix64(seed: 11)
    for index in 0..<40 {
      let check = ConvolutionCheck(&random, extreme: index % 4 == 3)
      #expect(check.passes(KernelTable(instructionSet).kernels.direct), "case \(index)")
    }
  }

  @Test(arguments: tables.filter { KernelTable($0).kernels.winograd.run != nil })
  func winogradEqualsReference(instructionSet: InstructionSet) {
    var random = SplitMix64(seed: 13)
    for index in 0..<40 {
      let check = ConvolutionCheck(&random, winograd: true, extreme: index % 4 == 3)
      #expect(check.passes(KernelTable(instructionSet).kernels.winograd), "case \(index)")
    }
  }

  @Test(arguments: tables.filter { KernelTable($0).kernels.winograd.run != nil })
  func deepWinogradEqualsReference(instructionSet: InstructionSet) {
    var random = SplitMix64(seed: 16)
    for index in 0..<8 {
      let check = ConvolutionCheck(&random, winograd: true, deep: true, extreme: index % 4 == 3)
      #expect(check.passes(KernelTable(instructionSet).kernels.winograd), "case \(index)")
    }
  }

  @Test(arguments: tables.filter { KernelTable($0).kernels.winograd.pools != 0 })
  func pooledWinogradEqualsReference(instructionSet: InstructionSet) {
    var random = SplitMix64(seed: 15)
    for index in 0..<40 {
      let check = ConvolutionCheck(&random, winograd: true, pooled: true, extreme: index % 4 == 3)
      #expect(check.passes(KernelTable(instructionSet).kernels.winograd), "case \(index)")
    }
  }

  @Test(arguments: tables) func maxPoolEqualsReference(instructionSet: InstructionSet) {
    var random = SplitMix64(seed: 12)
    for index in 0..<40 {
      let check = MaxPoolCheck(&random)
      #expect(check.passes(KernelTable(instructionSet).kernels), "case \(index)")
    }
  }

  @Test(arguments: tables) func argMaxEqualsReference(instructionSet: InstructionSet) {
    var random = SplitMix64(seed: 14)
    for index in 0..<80 {
      let check = ArgMaxCheck(&random, extreme: index % 4 == 3)
      #expect(check.passes(KernelTable(instructionSet).kernels), "case \(index)")
    }
  }

  @Test(arguments: tables, OperatorCheck.allCases)
  func operatorEqualsReference(instructionSet: InstructionSet, check: OperatorCheck) {
    var random = SplitMix64(seed: 15)
    for index in 0..<40 {
      #expect(
        check.passes(KernelTable(instructionSet).operators, &random, extreme: index % 4 == 3), "case \(index)")
    }
  }

  @Test func everyNameIsFound() {
    for instructionSet in InstructionSet.allCases {
      #expect(InstructionSet(name: Array(instructionSet.text.utf8)) == instructionSet)
    }
    #expect(InstructionSet(name: Array("avx".utf8)) == nil)
    #expect(InstructionSet(name: []) == nil)
  }

  @Test func scalarIsAlwaysThere() {
    #expect(InstructionSet.scalar.isAvailable)
    #expect(InstructionSet.best.isAvailable)
  }
}
