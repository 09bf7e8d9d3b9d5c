import CProgram
import KernelChecks
import Kernels
import Randomness

/// Compares every kernel of every instruction set of this machine with the scalar reference; with --bench measures their speed.
@main
struct CheckKernels {
  static let usage = """
    usage: checkkernels [--count N] [--seed N] [--bench]

    Runs each kernel of each instruction set that this machine has on random shapes and contents and compares every
    byte, guard bytes around the output among them, with the scalar reference. Exit status 1 if one differs.

      --count N   cases for each kernel and instruction set (default 300)
      --seed N    other cases (default 1)
      --bench     then print G MAC/s of the convolutions on the layers of the 256x256 UNet, one thread, and how many
                  times what the multiplier does in the same minute with everything in registers

    """

  static func main() {
    var count = 300
    var seed = 1
    var bench = false
    var index: Int32 = 1
    while index < catseye_argument_count() {
      let option = argument(index)
      switch option {
      case "--bench": bench = true
      case "--help": exit(printing: usage, descriptor: 1, status: 0)
      case "--count", "--seed":
        index += 1
        guard index < catseye_argument_count(), let value = Int(argument(index)), value >= 0 else {
          exit(printing: "checkkernels: \(option) needs a number\n", descriptor: 2, status: 64)
        }
        if option == "--count" { count = value } else { seed = value }
      default: exit(printing: "checkkernels: unknown option \(option); try --help\n", descriptor: 2, status: 64)
      }
      index += 1
    }
    let failures = check(count: count, seed: UInt64(seed))
    if bench { KernelTimes.print() }
    catseye_exit(failures == 0 ? 0 : 1)
  }

  private static func check(count: Int, seed: UInt64) -> Int {
    var tally = Tally(count: count, seed: seed)
    for instructionSet in InstructionSet.allCases where instructionSet != .scalar && instructionSet.isAvailable {
      let table = KernelTable(instructionSet)
      let kernels = unsafe table.kernels
      write(instructionSet.text + ":")
      unsafe tally.check(name(kernels.direct.name)) { random, extreme in
        unsafe ConvolutionCheck(&random, extreme: extreme).passes(kernels.direct)
      }
      unsafe tally.check(name(kernels.direct.name) + " one factor") { random, extreme in
        unsafe ConvolutionCheck(&random, oneFactor: true, extreme: extreme).passes(kernels.direct)
      }
      if unsafe kernels.f23.run != nil {
        unsafe tally.check(name(kernels.f23.name)) { random, extreme in
          let oneFactor = random.next() & 1 == 1
          let check = ConvolutionCheck(&random, f23: true, oneFactor: oneFactor, extreme: extreme)
          return unsafe check.passes(kernels.f23)
        }
      }
      if unsafe kernels.winograd.run != nil {
        unsafe tally.check(name(kernels.winograd.name)) { random, extreme in
          unsafe ConvolutionCheck(&random, winograd: true, extreme: extreme).passes(kernels.winograd)
        }
        unsafe tally.check(name(kernels.winograd.name) + " one factor") { random, extreme in
          let halved = random.next() & 1 == 1
          let pooled = unsafe halved && kernels.winograd.pools != 0
          let check = ConvolutionCheck(&random, winograd: true, pooled: pooled, oneFactor: true, extreme: extreme)
          return unsafe check.passes(kernels.winograd)
        }
        unsafe tally.check(name(kernels.winograd.name) + " deep") { random, extreme in
          unsafe ConvolutionCheck(&random, winograd: true, deep: true, extreme: extreme).passes(kernels.winograd)
        }
        if unsafe kernels.winograd.narrow != 0 {
          unsafe tally.check(name(kernels.winograd.name) + " narrow") { random, extreme in
            unsafe ConvolutionCheck(&random, winograd: true, narrow: true, extreme: extreme).passes(kernels.winograd)
          }
        }
        if unsafe kernels.winograd.pools != 0 {
          unsafe tally.check(name(kernels.winograd.name) + " pooled") { random, extreme in
            unsafe ConvolutionCheck(&random, winograd: true, pooled: true, extreme: extreme).passes(kernels.winograd)
          }
        }
      }
      unsafe tally.check(name(kernels.max_pool_name)) { random, _ in unsafe MaxPoolCheck(&random).passes(kernels) }
      unsafe tally.check(name(kernels.arg_max_name)) { random, extreme in
        unsafe ArgMaxCheck(&random, extreme: extreme).passes(kernels)
      }
      for check in OperatorCheck.allCases {
        unsafe tally.check(check.name(in: table.operators)) { random, extreme in
          unsafe check.passes(table.operators, &random, extreme: extreme)
        }
      }
      write("\n")
    }
    write("\(tally.passed) passed, \(tally.failed) failed\n")
    return tally.failed
  }

  /// Counts the cases of one kernel after another.
  private struct Tally {
    let count: Int
    let seed: UInt64
    var passed = 0
    var failed = 0

    mutating func check(_ kernel: String, _ passes: (inout SplitMix64, _ extreme: Bool) -> Bool) {
      var random = SplitMix64(seed: seed)
      let before = failed
      for index in 0..<count {
        if passes(&random, index % 4 == 3) {
          passed += 1
        } else {
          failed += 1
          write("\nFAILED \(kernel), case \(index), seed \(seed)\n")
        }
      }
      write(" \(kernel) \(count - (failed - before)) of \(count)")
    }
  }

  private static func argument(_ index: Int32) -> String { unsafe name(catseye_argument(index)) }

  static func name(_ text: UnsafePointer<CChar>?) -> String { unsafe text.map { unsafe String(cString: $0) } ?? "" }

  static func write(_ text: String, descriptor: Int32 = 1) {
    var text = text
    text.withUTF8 { _ = unsafe catseye_write_all(descriptor, $0.baseAddress, $0.count) }
  }

  private static func exit(printing text: String, descriptor: Int32, status: Int32) -> Never {
    write(text, descriptor: descriptor)
    catseye_exit(status)
  }
}
