import CKernels

/// The kernels of one instruction set. It begins as the scalar reference, and faster kernels replace it slot by slot.
///
/// Every table gives the same bytes; `checkkernels` compares them on the machine on which it runs.
/// Only calling a kernel is unsafe: it trusts the pointers and sizes of its arguments.
@safe
public struct KernelTable {
  public let instructionSet: InstructionSet
  public let kernels: CatseyeKernels
  /// The kernels of the operators between convolutions.
  public let operators: CatseyeOperators

  /// Bytes that a kernel may read past the end of a tensor or of packed weights.
  public static let readSlack = Int(CATSEYE_READ_SLACK)

  /// The table of an instruction set that this machine has.
  public init(_ instructionSet: InstructionSet) {
    var table = unsafe ScalarReference.kernels
    var operators = unsafe ScalarReference.operators
    switch instructionSet {
    case .scalar: unsafe table.f23 = unsafe ScalarReference.f23
    case .sse:
      _ = unsafe catseye_kernels_init_sse(&table)
      _ = unsafe catseye_operators_init_sse(&operators)
    case .avx2:
      _ = unsafe catseye_kernels_init_avx2(&table)
      _ = unsafe catseye_operators_init_avx2(&operators)
    case .avxvnni:
      _ = unsafe catseye_kernels_init_avxvnni(&table)
      _ = unsafe catseye_operators_init_avx2(&operators)
    case .avx512:
      _ = unsafe catseye_kernels_init_avx512(&table)
      _ = unsafe catseye_operators_init_avx512(&operators)
    case .neon:
      _ = unsafe catseye_kernels_init_neon(&table)
      _ = unsafe catseye_operators_init_neon(&operators)
    case .dotprod, .i8mm:  // an instruction set inherits what it does not replace
      _ = unsafe catseye_kernels_init_neon(&table)
      _ = unsafe catseye_operators_init_neon(&operators)
      _ = unsafe catseye_kernels_init_dotprod(&table)
      if instructionSet == .i8mm { _ = unsafe catseye_kernels_init_i8mm(&table) }
    }
    self.instructionSet = instructionSet
    unsafe self.kernels = unsafe table
    unsafe self.operators = unsafe operators
  }
}
