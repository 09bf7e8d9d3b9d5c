import CProgram
import Engine
import Model
import Streaming

/// Times the engine on frames of noise.
enum BenchCommand {
  static let options = Arguments.Options(
    command: "bench", withValue: ["--model", "--frames", "--warmup", "--threads", "--cpus", "--rt-priority"],
    flags: ["--json", "--layers", "--tune", "--lock-memory"])

  static func run(_ words: [String]) throws(Failure) {
    let arguments = try Arguments(words, accepting: options)
    if arguments.flag("--help") { return try Console.write(Help.bench) }
    let frames = try arguments.integer("--frames", in: 1...1_000_000) ?? 50
    let warmup = try arguments.integer("--warmup", in: 0...1_000_000) ?? 5
    var engine = try Engine.load(arguments, threads: arguments.placeThreads())
    arguments.lockMemory()
    let report = measure(&engine, frames: frames, warmup: warmup)
    let bytes = arguments.flag("--json") ? report.json(engine) : report.text(engine, layers: arguments.flag("--layers"))
    try Console.write(bytes)
  }

  /// Measures frames. A signal ends that after the frame which is being computed, but never before the first.
  private static func measure(_ engine: inout Engine, frames: Int, warmup: Int) -> BenchReport {
    var report = BenchReport(steps: engine.plan.steps.count)
    var noise: UInt32 = 1
    for _ in 0..<warmup where catseye_stop_requested() == 0 {
      engine.fillInput(&noise)
      engine.run()
    }
    let before = catseye_allocation_count()
    repeat {
      engine.fillInput(&noise)
      report.measure(&engine)
    } while report.latency.count < frames && catseye_stop_requested() == 0
    let after = catseye_allocation_count()
    if before >= 0 { report.allocationsPerFrame = Double(after - before) / Double(report.latency.count) }
    return report
  }
}

extension Engine {
  /// Fills the input with noise from a linear congruential generator. Every frame needs this, since the arena reuses the input's place.
  fileprivate mutating func fillInput(_ state: inout UInt32) {
    for y in 0..<plan.input.height {
      var pixel = unsafe input + y * inputRowStride
      for _ in 0..<plan.input.width {
        state = state &* 1_664_525 &+ 1_013_904_223
        for channel in 0..<plan.input.channels {
          unsafe pixel[channel] = Int8(truncatingIfNeeded: state >> UInt32(8 * (channel + 1) % 32))
        }
        unsafe pixel += inputPixelStride
      }
    }
  }
}
