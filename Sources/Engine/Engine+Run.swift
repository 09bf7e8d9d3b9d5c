import CSystem
import Kernels
import Model

extension Engine {
  /// Computes the mask of the frame in the input tensor.
  public mutating func run() {
    var times: [UInt64] = []
    unsafe compute(logits: nil, times: &times)
  }

  /// Computes the mask, and writes the logits: Float32 [classes][maskHeight][maskWidth].
  public mutating func run(logits: UnsafeMutableBufferPointer<Float>) {
    var times: [UInt64] = []
    unsafe run(logits: logits, times: &times)
  }

  /// Computes the mask, and on request the logits and the time of each step in nanoseconds. nil and an empty array ask for none; otherwise
  /// `times` has one element for each step.
  public mutating func run(logits: UnsafeMutableBufferPointer<Float>?, times: inout [UInt64]) {
    unsafe precondition(logits == nil || logits?.count == plan.logitCount)
    precondition(times.isEmpty || times.count == steps.count)
    unsafe compute(logits: logits?.baseAddress, times: &times)
  }

  private mutating func compute(logits: UnsafeMutablePointer<Float>?, times: inout [UInt64]) {
    let isTimed = !times.isEmpty
    var before = isTimed ? catseye_clock() : 0
    for index in steps.indices {
      unsafe compute(step: index, logits: logits)
      guard isTimed else { continue }
      let after = catseye_clock()
      times[index] = after - before
      before = after
    }
  }

  private func compute(step index: Int, logits: UnsafeMutablePointer<Float>?) {
    for halo in steps[index].halos { halo.fill() }
    if isFused(step: index) { return }
    unsafe convolutions.withUnsafeBufferPointer { convolutions in
      var job = unsafe StepJob(
        kernels: table.kernels, work: steps[index].work, convolutions: convolutions,
        scratch: scratch.base, scratchStride: scratchStride,
        mask: maskMemory.base.assumingMemoryBound(to: UInt8.self), logits: logits, threads: threads)
      let pieces = job.pieces
      unsafe withUnsafeMutablePointer(to: &job) { unsafe pool.run(StepJob.entry, $0, pieces: pieces) }
    }
  }
}
