import CKernels
import CSystem
import Kernels
import Model

extension Engine {
  /// Computes the mask of the frame in the input tensor.
  public mutating func run() {
    for index in steps.indices { run(step: index, logits: nil) }
  }

  /// The same, and the logits as well: Float32 [classes][maskHeight][maskWidth].
  public mutating func run(logits: UnsafeMutableBufferPointer<Float>) {
    precondition(logits.count == plan.classes.count * plan.maskHeight * plan.maskWidth)
    for index in steps.indices { run(step: index, logits: logits.baseAddress) }
  }

  /// The same, and the time of each step in nanoseconds; `times` has one place a step.
  public mutating func run(times: UnsafeMutableBufferPointer<UInt64>) {
    precondition(times.count == steps.count)
    var before = catseye_clock()
    for index in steps.indices {
      run(step: index, logits: nil)
      let after = catseye_clock()
      times[index] = after - before
      before = after
    }
  }

  /// The same with logits, times, both or neither: an empty array is not written to.
  public mutating func run(logits: inout [Float], times: inout [UInt64]) {
    precondition(logits.isEmpty || logits.count == plan.classes.count * plan.maskHeight * plan.maskWidth)
    precondition(times.isEmpty || times.count == steps.count)
    let isTimed = !times.isEmpty
    logits.withUnsafeMutableBufferPointer { logits in
      var before = isTimed ? catseye_clock() : 0
      for index in steps.indices {
        run(step: index, logits: logits.isEmpty ? nil : logits.baseAddress)
        guard isTimed else { continue }
        let after = catseye_clock()
        times[index] = after - before
        before = after
      }
    }
  }

  private func run(step index: Int, logits: UnsafeMutablePointer<Float>?) {
    for halo in steps[index].halos { halo.fill() }
    if case .alreadyPooled = steps[index].work { return }
    convolutions.withUnsafeBufferPointer { convolutions in
      var task = Task(
        kernels: table.kernels, operators: table.operators, work: steps[index].work, convolutions: convolutions,
        scratch: scratch.base,
        scratchStride: scratchStride, mask: maskMemory.base.assumingMemoryBound(to: UInt8.self), logits: logits,
        threads: threads)
      let pieces = task.pieces
      withUnsafeMutablePointer(to: &task) { pool.run(Task.job, $0, pieces: pieces) }
    }
  }
}

/// One step as the pool's threads see it. Pieces are ranges of rows, small enough for cores of unequal speed.
private struct Task {
  let kernels: CatseyeKernels
  let operators: CatseyeOperators
  let work: PreparedStep.Work
  let convolutions: UnsafeBufferPointer<PreparedConvolution>
  let scratch: UnsafeMutableRawPointer
  let scratchStride: Int
  let mask: UnsafeMutablePointer<UInt8>
  let logits: UnsafeMutablePointer<Float>?
  let rows, rowsInPiece, piecesOfPhase: Int
  let pieces: Int

  init(
    kernels: CatseyeKernels, operators: CatseyeOperators, work: PreparedStep.Work,
    convolutions: UnsafeBufferPointer<PreparedConvolution>, scratch: UnsafeMutableRawPointer, scratchStride: Int,
    mask: UnsafeMutablePointer<UInt8>,
    logits: UnsafeMutablePointer<Float>?, threads: Int
  ) {
    self.kernels = kernels
    self.operators = operators
    self.work = work
    self.convolutions = convolutions
    self.scratch = scratch
    self.scratchStride = scratchStride
    self.mask = mask
    self.logits = logits
    var phases = 1
    switch work {
    case .convolution(let range, let rows):
      self.rows = rows
      phases = range.count
    case .maxPool(_, let rows), .operator(_, let rows): self.rows = rows
    case .alreadyPooled: rows = 1
    case .classifier(_, let classifier): rows = classifier.rows
    }
    // whole tiles of four rows, for Winograd
    rowsInPiece = threads == 1 ? rows : max(4, (rows / (threads * 4) + 3) / 4 * 4)
    piecesOfPhase = (rows + rowsInPiece - 1) / rowsInPiece
    pieces = piecesOfPhase * phases
  }

  static let job: CatseyeJob = { context, piece, worker in
    guard let context else { return }
    let saved = catseye_float_mode_enter()
    context.assumingMemoryBound(to: Task.self).pointee.run(piece: Int(piece), worker: Int(worker))
    catseye_float_mode_leave(saved)
  }

  private func run(piece: Int, worker: Int) {
    let first = piece % piecesOfPhase * rowsInPiece
    let range = first..<min(first + rowsInPiece, rows)
    let own = (scratch + worker * scratchStride).assumingMemoryBound(to: UInt8.self)
    switch work {
    case .convolution(let phases, _):
      var phase = convolutions[phases.lowerBound + piece / piecesOfPhase]
      let end = min(range.upperBound, phase.rows)  // an odd output: its odd phases have a row less
      if range.lowerBound < end { phase.kernel.run(&phase.arguments, Int32(range.lowerBound), Int32(end), own) }
    case .maxPool(var pool, _):
      kernels.max_pool(&pool, Int32(range.lowerBound), Int32(range.upperBound))
    case .operator(let prepared, _): prepared.run(operators, Int32(range.lowerBound), Int32(range.upperBound), own)
    case .alreadyPooled: break
    case .classifier(let index, let classifier):
      for row in range { classify(row, convolutions[index], classifier, own) }
    }
  }

  /// One row: accumulators into scratch, then the largest logit of each pixel.
  private func classify(
    _ row: Int, _ convolution: PreparedConvolution, _ classifier: PreparedStep.Classifier,
    _ own: UnsafeMutablePointer<UInt8>
  ) {
    let rowBytes = classifier.width * classifier.stride * MemoryLayout<Int32>.stride
    let accumulators = UnsafeMutableRawPointer(own + scratchStride - rowBytes).assumingMemoryBound(to: Int32.self)
    var conv = convolution.arguments
    conv.accumulators = accumulators
    convolution.kernel.run(&conv, Int32(row), Int32(row) + 1, own)
    kernels.arg_max(
      accumulators, Int32(classifier.stride), classifier.factors, Int32(classifier.classes),
      mask + row * classifier.width, Int32(classifier.width))
    guard let logits else { return }
    let plane = classifier.rows * classifier.width
    for c in 0..<classifier.classes {
      let out = logits + c * plane + row * classifier.width
      for x in 0..<classifier.width {
        out[x] = ScalarReference.logit(accumulators[x * classifier.stride + c], classifier.factors[c])
      }
    }
  }
}
