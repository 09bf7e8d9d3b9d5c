import ByteStrings
import CSystem
import Engine
import Kernels
import Model
import Streaming

/// The figures that `bench` measured.
struct BenchReport {
  private(set) var latency = LatencyHistogram()
  /// nil where allocations cannot be counted.
  var allocationsPerFrame: Double?
  private var times: [UInt64]
  private var sums: [UInt64]

  init(steps: Int) {
    times = [UInt64](repeating: 0, count: steps)
    sums = [UInt64](repeating: 0, count: steps)  // memory of its own, so that the first frame does not copy it
  }

  /// Runs and records one frame; allocates nothing.
  mutating func measure(_ engine: inout Engine) {
    let start = catseye_clock()
    unsafe engine.run(logits: nil, times: &times)
    latency.record(catseye_clock() - start)
    for index in times.indices { sums[index] += times[index] }
  }

  private func milliseconds(ofStep index: Int) -> Double { Double(sums[index]) / Double(latency.count) / 1e6 }

  private func gmacPerSecond(_ plan: Plan) -> Double { plan.gmacPerFrame / max(latency.mean / 1e9, 1e-9) }

  func json(_ engine: borrowing Engine) -> [UInt8] {
    let plan = engine.plan
    var json = JSONWriter()
    json.beginObject()
    json.member("model", plan.name)
    json.member("isa", engine.instructionSet.text)
    json.member("threads", engine.threads)
    json.member("frames", latency.count)
    json.member("latency_ms", latency)
    json.member("gmac_per_frame", plan.gmacPerFrame)
    json.member("gmac_per_s", gmacPerSecond(plan))
    json.member("arena_bytes", plan.arenaBytes)
    json.member("arena_lower_bound_bytes", plan.arenaLowerBound)
    json.member("mapped_bytes", engine.mappedBytes)
    json.member("weight_bytes", engine.preparedWeightBytes)
    json.member("peak_rss_bytes", Int(catseye_peak_resident_bytes()))
    json.member("allocations_per_frame", allocationsPerFrame)
    json.key("layers")
    json.beginArray()
    for (index, step) in plan.steps.enumerated() {
      json.beginObject()
      json.member("name", step.name)
      json.member("kind", step.kind.name)
      json.member("kernel", engine.kernelName(ofStep: index))
      json.member("gmac", plan.gmac(of: step))
      json.member("ms", milliseconds(ofStep: index))
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }

  func text(_ engine: borrowing Engine, layers: Bool) -> [UInt8] {
    let plan = engine.plan
    var text = TextWriter()
    text.line("\(plan.name) on \(engine.instructionSet.text), threads \(engine.threads), frames \(latency.count)\n")
    text.appendTable(of: latency)
    text.newline()
    text.labelled("work", plan.gmacPerFrame, 3, "GMAC a frame")
    text.labelled("speed", gmacPerSecond(plan), 1, "GMAC a second")
    text.labelled("arena", Double(plan.arenaBytes) / 1e6, 3, "MB")
    text.labelled("weights", Double(engine.preparedWeightBytes) / 1e6, 3, "MB")
    text.labelled("mapped in all", Double(engine.mappedBytes) / 1e6, 3, "MB")
    text.labelled("peak resident", Double(catseye_peak_resident_bytes()) / 1e6, 3, "MB")
    text.labelled("allocations", allocationsPerFrame ?? .nan, 3, "a frame")
    if layers { appendLayers(engine, &text) }
    return text.bytes
  }

  private func appendLayers(_ engine: borrowing Engine, _ text: inout TextWriter) {
    let plan = engine.plan
    let width = plan.steps.reduce(4) { max($0, $1.name.scalarCount) } + 2
    text.newline()
    text.text("  ")
    text.column("step", width)
    text.line("kind                    kernel                     GMAC        ms    GMAC/s")
    for (index, step) in plan.steps.enumerated() {
      let ms = milliseconds(ofStep: index)
      text.text("  ")
      text.column(step.name, width)
      text.column(step.kind.name, 24)
      text.column(engine.kernelName(ofStep: index), 22)
      text.column(plan.gmac(of: step), decimals: 3, 9)
      text.column(ms, decimals: 3, 10)
      // a step's time includes what it does for the next step
      let speed = engine.isFused(step: index) || ms == 0 ? 0 : plan.gmac(of: step) / ms * 1e3
      text.column(speed, decimals: 1, 10)
      text.newline()
    }
  }
}
