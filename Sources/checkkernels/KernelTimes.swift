import CKernels
import CSystem
import KernelChecks
import Kernels

/// The speed of convolutions in G MAC/s, and the multiplier's alone for comparison; a Winograd kernel can be above it.
enum KernelTimes {
  private static let rounds = 15
  private typealias Layer = (inputs: Int, outputs: Int, taps: (Int, Int), side: Int)
  private static let layers: [Layer] = [
    (32, 32, (3, 3), 256), (64, 32, (3, 3), 256), (64, 64, (3, 3), 128),
    (128, 64, (3, 3), 128), (128, 128, (3, 3), 64), (256, 128, (3, 3), 64), (256, 256, (3, 3), 32),
    (128, 64, (2, 2), 64), (128, 64, (1, 2), 64), (32, 16, (1, 1), 256),
  ]

  /// Something to time: the work of one call, and the time of each call in nanoseconds of processor time, which a busy machine disturbs
  /// less.
  private struct Entry {
    let name: String
    /// The index of the entry that is its instruction set's multiplier.
    let peak: Int
    let run: () -> Int64
    var times: [UInt64] = []
    var work: Int64 = 0

    mutating func measure() {
      let before = catseye_thread_clock()
      work = run()
      times.append(max(catseye_thread_clock() - before, 1))
    }

    var median: Double { Double(work) / Double(times.sorted()[times.count / 2]) }
    var best: Double { Double(work) / Double(times.min() ?? 1) }
  }

  static func print() {
    CheckKernels.write("\nG MAC/s: median of \(rounds) (best), best of the multiplier alone, best over that\n")
    for layer in layers {
      var entries = entries(of: layer)
      // each round runs all kernels once, so that a busy neighbour slows all of them
      for _ in 0..<rounds { for index in entries.indices { entries[index].measure() } }
      CheckKernels.write(
        "\(layer.taps.0)x\(layer.taps.1) \(layer.inputs)->\(layer.outputs) at \(layer.side)x\(layer.side)\n")
      for (index, entry) in entries.enumerated() where entry.peak != index {
        let peak = entries[entry.peak].best
        CheckKernels.write(
          "  \(entry.name)  \(tenths(entry.median)) (\(tenths(entry.best)))  \(tenths(peak))  \(hundredths(entry.best / peak))\n"
        )
      }
    }
  }

  private static func entries(of layer: Layer) -> [Entry] {
    let check = ConvolutionCheck(inputs: layer.inputs, outputs: layer.outputs, taps: layer.taps, side: layer.side)
    var entries: [Entry] = []
    for instructionSet in InstructionSet.allCases where instructionSet != .scalar && instructionSet.isAvailable {
      let kernels = unsafe KernelTable(instructionSet).kernels
      guard let multiply = unsafe kernels.peak else { continue }
      let peak = entries.count
      entries.append(Entry(name: "", peak: peak, run: { multiply(100_000) }))
      let winograd = unsafe layer.taps != (1, 1) && kernels.winograd.run != nil
      let kinds = unsafe winograd ? [kernels.direct, kernels.winograd] : [kernels.direct]
      for index in unsafe kinds.indices {
        let kernel = unsafe kinds[index]
        let prepared = unsafe check.prepared(kernel)
        unsafe entries.append(
          Entry(
            name: CheckKernels.name(kernel.name), peak: peak,
            run: {
              prepared.run()
              return Int64(prepared.multiplyAccumulates)
            }))
      }
    }
    return entries
  }

  private static func tenths(_ value: Double) -> String { fixed(Int(value * 10 + 0.5), 10) }
  private static func hundredths(_ value: Double) -> String { fixed(Int(value * 100 + 0.5), 100) }
  private static func fixed(_ value: Int, _ unit: Int) -> String {
    let rest = String(value % unit + unit)
    return "\(value / unit).\(rest.dropFirst())"
  }
}
