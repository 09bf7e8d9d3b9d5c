import CKernels
import Kernels
import Randomness

/// An operator between convolutions, whose kernel is checked on random shapes and contents.
public typealias OperatorCheck = OperatorFamily

extension OperatorFamily {
  /// A random case: a function that gives what a table's kernel writes, with guard bytes on both sides.
  func makeCase(_ random: inout SplitMix64, extreme: Bool) -> (CatseyeOperators) -> CheckBuffer {
    switch self {
    case .depthwise: unsafe depthwise(&random, extreme)
    case .elementwise: unsafe elementwise(&random, extreme)
    case .averagePool: unsafe averagePool(&random, extreme)
    case .lookup: unsafe lookup(&random)
    case .gather: unsafe gather(&random)
    case .interpolate: unsafe interpolation(&random, extreme)
    case .channelMax: unsafe channelMax(&random, extreme)
    }
  }

  /// The checksum of the results on its `FixedCases`; a test compares it with the scalar reference's.
  public var knownAnswer: UInt64 {
    switch self {
    case .depthwise: 0xDFD6_AF0E_0BE2_B771
    case .elementwise: 0xAC74_24E9_7D5B_72E7
    case .averagePool: 0xEFAD_8604_95E7_8AC5
    case .lookup: 0x141B_F05C_6D11_5200
    case .gather: 0x2371_8D96_65E3_3A5C
    case .interpolate: 0x7E37_87DE_A774_0C0B
    case .channelMax: 0x739D_DE20_BB0A_4320
    }
  }

  /// Whether the kernel writes what the reference writes, byte for byte, and nothing else.
  public func passes(_ operators: CatseyeOperators, _ random: inout SplitMix64, extreme: Bool) -> Bool {
    let output = unsafe makeCase(&random, extreme: extreme)
    return unsafe output(ScalarReference.operators).equals(output(operators))
  }

  /// Runs the rows in two ranges, as two threads would.
  func inTwo(_ rows: Int, _ run: (Int32, Int32) -> Void) {
    run(Int32(rows / 2), Int32(rows))
    run(0, Int32(rows / 2))
  }

  /// Random bytes for a tensor.
  func tensor(_ random: inout SplitMix64, _ count: Int, _ extreme: Bool) -> CheckBuffer {
    let buffer = CheckBuffer(count)
    buffer.fill { extreme ? (random.flip() ? 0x80 : 0x7F) : UInt8(truncatingIfNeeded: random.next()) }
    return buffer
  }

  /// Random factors from far below one step to far outside the range, of both signs.
  func factors(_ random: inout SplitMix64, _ count: Int) -> CheckBuffer {
    let table = CheckBuffer(4 * count)
    for c in 0..<count {
      unsafe table.float[c] = random.unit() * Float(sign: .plus, exponent: random.int(-20...2), significand: 1)
    }
    return table
  }

  /// Random words within a range.
  func words(_ random: inout SplitMix64, _ count: Int, _ range: ClosedRange<Int>) -> CheckBuffer {
    let table = CheckBuffer(4 * count)
    for index in 0..<count { unsafe table.int32[index] = Int32(random.int(range)) }
    return table
  }
}
