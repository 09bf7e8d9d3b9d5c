extension Plan {
  /// No two phases share weights, so that prepared weights are at most a few times the file's size, and a frame's work is bounded.
  func validateWork(_ data: UnsafeRawBufferPointer) throws(ModelError) {
    var weightBytes = 0
    var products = 0
    for (index, step) in steps.enumerated() {
      for phase in step.phases {
        weightBytes += weights(of: phase, in: step)
        try require(weightBytes <= data.count, "weights that several phases share", phase)
      }
      products += work(of: step)
      try require(products <= ModelFormat.maximumProducts, "more work than a frame may be", index)
    }
  }

  /// The size of a phase's weights in the file, in bytes.
  private func weights(of phase: Int, in step: Step) -> Int {
    let channels = step.kind == .depthwise ? 1 : phases[phase].outputChannels
    return channels * phases[phase].reduction(channelStrides: step.sources.map { tensors[$0].channelStride })
  }

  /// The number of products that a step computes; for a step without weights, of values that it reads.
  private func work(of step: Step) -> Int {
    let size = outputSize(of: step)
    guard step.phases.isEmpty else {
      return step.phases.reduce(0) { sum, index in
        let grid = grid(of: phases[index], in: step)
        return sum + grid.rows * grid.columns * weights(of: index, in: step)
      }
    }
    let isPool = step.kind == .maxPool || step.kind == .averagePool
    let window = isPool ? step.kernelHeight * step.kernelWidth : step.kind.valuesRead
    return step.sources.reduce(0) { $0 + size.height * size.width * window * tensors[$1].channelStride }
  }
}
