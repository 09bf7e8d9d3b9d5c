import Board
import Kernels
import Streaming

extension SystemReport {
  var text: [UInt8] {
    var text = TextWriter()
    if let board = state.board { text.line("board     \(board)") }
    text.line("kernel    Linux \(state.kernel)")
    text.line("features  \(features.joined(separator: " "))")
    text.line("kernels   \(kernels.joined(separator: " ")) (\(instructionSet.text))")
    text.line("threads   \(threads) unless --threads says another number, \(placement)")
    if let total = state.totalMemory, let available = state.availableMemory {
      text.line("memory    \(available >> 20) MiB free of \(total >> 20)")
    }
    text.line("\n  cpu  part                          MHz   max MHz  capacity  governor")
    for processor in state.processors { append(processor, &text) }
    if !state.temperatures.isEmpty { text.newline() }
    for temperature in state.temperatures {
      text.column(temperature.celsius, decimals: 1, 9)
      text.line(" degrees  \(temperature.zone)")
    }
    if !state.warnings.isEmpty { text.newline() }
    for warning in state.warnings { text.line("warning: \(warning)") }
    return text.bytes
  }

  private var placement: String {
    big.count < usable.count
      ? "on the big cores \(ProcessorList.text(big.map { $0.index }))" : "on any of \(usable.count) processors"
  }

  private func append(_ processor: Processor, _ text: inout TextWriter) {
    text.column(processor.index.description, 5, .right)
    text.text("  ")
    text.column(processor.name, 24)
    text.column(processor.frequency.map { ($0 / 1000).description } ?? "-", 9, .right)
    text.column(processor.maximumFrequency.map { ($0 / 1000).description } ?? "-", 10, .right)
    text.column(processor.capacity?.description ?? "-", 10, .right)
    text.line("  \(processor.governor ?? "-")")
  }
}
