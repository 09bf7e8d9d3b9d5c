import CKernels

/// The instruction set for which a kernel table is built. `CATSEYE_ISA` names one of these.
public enum InstructionSet: CaseIterable, Sendable {
  case scalar, sse, avx2, avxvnni, avx512, neon, dotprod, i8mm

  public var name: StaticString {
    switch self {
    case .scalar: "scalar"
    case .sse: "sse"
    case .avx2: "avx2"
    case .avxvnni: "avxvnni"
    case .avx512: "avx512"
    case .neon: "neon"
    case .dotprod: "dotprod"
    case .i8mm: "i8mm"
    }
  }

  /// `name` as a string.
  public var text: String {
    unsafe String(decoding: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), as: UTF8.self)
  }

  /// All names, for a sentence: "scalar, sse, ... or i8mm".
  public static var list: String {
    var list = ""
    for (index, candidate) in allCases.enumerated() {
      if index > 0 { list += index == allCases.count - 1 ? " or " : ", " }
      list += candidate.text
    }
    return list
  }

  /// The CPU features that it needs, as bits; 0 for the scalar reference.
  private var feature: UInt32 {
    switch self {
    case .scalar: 0
    case .sse: UInt32(CATSEYE_CPU_SSE41)
    case .avx2: UInt32(CATSEYE_CPU_AVX2)
    case .avxvnni: UInt32(CATSEYE_CPU_AVXVNNI)
    case .avx512: UInt32(CATSEYE_CPU_AVX512)
    case .neon: UInt32(CATSEYE_CPU_NEON)
    case .dotprod: UInt32(CATSEYE_CPU_DOTPROD)
    case .i8mm: UInt32(CATSEYE_CPU_I8MM)
    }
  }

  /// Whether this machine has it.
  public var isAvailable: Bool { catseye_cpu_features() & feature == feature }

  /// The last of `allCases` that this machine has.
  public static var best: InstructionSet {
    var best = InstructionSet.scalar
    for candidate in allCases where candidate.isAvailable { best = candidate }
    return best
  }

  /// The instruction set with this name, as `CATSEYE_ISA` spells it; nil for any other bytes.
  public init?(name: some Collection<UInt8>) {
    for candidate in InstructionSet.allCases {
      let known = unsafe UnsafeBufferPointer(start: candidate.name.utf8Start, count: candidate.name.utf8CodeUnitCount)
      if unsafe known.elementsEqual(name) {
        self = candidate
        return
      }
    }
    return nil
  }
}
