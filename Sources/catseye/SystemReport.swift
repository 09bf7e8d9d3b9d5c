import Board
import Kernels
import Streaming

/// What `info --system` prints as JSON; SystemReport+Text.swift has the text.
struct SystemReport {
  let instructionSet: InstructionSet
  let state = SystemState()
  let usable: [Processor]
  let big: [Processor]

  init(instructionSet: InstructionSet) {
    self.instructionSet = instructionSet
    (usable, big) = BigCores.here()
  }

  var features: [String] {
    InstructionSet.allCases.filter { $0 != .scalar && $0.isAvailable }.map { $0.text }
  }

  /// The names of the kernels that would run.
  var kernels: [String] {
    let kernels = unsafe KernelTable(instructionSet).kernels
    let convolutions = unsafe [kernels.direct, kernels.f23, kernels.winograd].filter { unsafe $0.run != nil }
    return unsafe convolutions.map { unsafe String(cString: $0.name) } + [String(cString: kernels.max_pool_name)]
  }

  var threads: Int { BigCores.usualThreads(big: big.count) }

  var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    if let board = state.board { json.member("board", board) }
    json.member("kernel_release", state.kernel)
    json.key("processors")
    json.beginArray()
    for processor in state.processors { append(processor, &json) }
    json.endArray()
    append("features", features, &json)
    json.member("isa", instructionSet.text)
    append("kernels", kernels, &json)
    json.member("threads", threads)
    json.key("temperatures")
    json.beginArray()
    for temperature in state.temperatures {
      json.beginObject()
      json.member("zone", temperature.zone)
      json.member("celsius", temperature.celsius)
      json.endObject()
    }
    json.endArray()
    if let total = state.totalMemory { json.member("memory_bytes", total) }
    if let available = state.availableMemory { json.member("memory_available_bytes", available) }
    append("warnings", state.warnings, &json)
    json.endObject()
    return json.bytes + [0x0A]
  }

  private func append(_ name: String, _ values: [String], _ json: inout JSONWriter) {
    json.key(name)
    json.beginArray()
    for value in values { json.string(value) }
    json.endArray()
  }

  private func append(_ processor: Processor, _ json: inout JSONWriter) {
    json.beginObject()
    json.member("index", Int(processor.index))
    json.member("name", processor.name)
    json.member("big", big.contains { $0.index == processor.index } ? 1 : 0)
    if let capacity = processor.capacity { json.member("capacity", capacity) }
    if let frequency = processor.frequency { json.member("khz", frequency) }
    if let most = processor.maximumFrequency { json.member("max_khz", most) }
    if let governor = processor.governor { json.member("governor", governor) }
    json.endObject()
  }
}
