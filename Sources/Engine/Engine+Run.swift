import CKernels
import CSystem
import Kernels
import Model

extension Engine {
  /// Computes the mask of the frame in the input tensor.
  public mutating func run() {
    for index in steps.indices { unsafe run(step: index, logits: nil) }
  }

  /// The same, and the logits as well: Float32 [classes][maskHeight][maskWidth].
  public mutating func run(logits: UnsafeMutableBufferPointer<Float>) {
    precondition(logits.count == plan.logitCount)
    for index in steps.indices { unsafe run(step: index, logits: logits.baseAddress) }
  }

  /// The same, and the time of each step in nanoseconds; `times` has one place a step.
  public mutating func run(times: UnsafeMutableBufferPointer<UInt64>) {
    precondition(times.count == steps.count)
    var before = catseye_clock()
    for index in steps.indices {
      unsafe run(step: index, logits: nil)
      let after = catseye_clock()
      unsafe times[index] = after - before
      before = after
    }
  }

  /// The same with logits, times, both or neither: nil and an empty array are not written to.
  public mutating func run(logits: UnsafeMutableBufferPointer<Float>?, times: inout [UInt64]) {
    unsafe precondition(logits == nil || logits?.count == plan.logitCount)
    precondition(times.isEmpty || times.count == steps.count)
    let isTimed = !times.isEmpty
    var before = isTimed ? catseye_clock() : 0
    for index in steps.indices {
      unsafe run(step: index, logits: logits?.baseAddress)
      guard isTimed else { continue }
      let after = catseye_clock()
      times[index] = after - before
      before = after
    }
  }

  private func run(step index: Int, logits: UnsafeMutablePointer<Float>?) {
    for halo in steps[index].halos { halo.fill() }
    if isFused(step: index) { return }
    unsafe convolutions.withUnsafeBufferPointer { convolutions in
      var task = unsafe Task(
        kernels: table.kernels, operators: table.operators, work: steps[index].work, convolutions: convolutions,
        scratch: scratch.base,
        scratchStride: scratchStride, mask: maskMemory.base.assumingMemoryBound(to: UInt8.self), logits: logits,
        threads: threads)
      let pieces = task.pieces
      unsafe withUnsafeMutablePointer(to: &task) { unsafe pool.run(Task.job, $0, pieces: pieces) }
    }
  }
}

/// One step as the pool's threads see it. Pieces are ranges of rows, small enough for cores of unequal speed.
/// Its pointers are the engine's, which waits for the pool before it lets go of one.
@safe
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
    unsafe self.kernels = unsafe kernels
    unsafe self.operators = unsafe operators
    self.work = work
    unsafe self.convolutions = unsafe convolutions
    unsafe self.scratch = unsafe scratch
    self.scratchStride = scratchStride
    unsafe self.mask = unsafe mask
    unsafe self.logits = unsafe logits
    var phases = 1
    switch work {
    case .convolution(let range, let rows):
      self.rows = rows
      phases = range.count
    case .maxPool(_, let rows), .operator(_, let rows): self.rows = rows
    case .alreadyDone: rows = 1
    case .classifier(_, let classifier, _): rows = classifier.rows
    }
    // whole tiles of four rows, for Winograd
    rowsInPiece = threads == 1 ? rows : max(4, (rows / (threads * 4) + 3) / 4 * 4)
    piecesOfPhase = (rows + rowsInPiece - 1) / rowsInPiece
    pieces = piecesOfPhase * phases
  }

  static let job: CatseyeJob = { context, piece, worker in
    guard let context = unsafe context else { return }
    let saved = catseye_float_mode_enter()
    unsafe context.assumingMemoryBound(to: Task.self).pointee.run(piece: Int(piece), worker: Int(worker))
    catseye_float_mode_leave(saved)
  }

  private func run(piece: Int, worker: Int) {
    let first = piece % piecesOfPhase * rowsInPiece
    let range = first..<min(first + rowsInPiece, rows)
    let own = unsafe (scratch + worker * scratchStride).assumingMemoryBound(to: UInt8.self)
    switch work {
    case .convolution(let phases, _):
      var phase = unsafe convolutions[phases.lowerBound + piece / piecesOfPhase]
      let end = min(range.upperBound, phase.rows)  // an odd output: its odd phases have a row less
      if range.lowerBound < end { unsafe phase.kernel.run(&phase.arguments, Int32(range.lowerBound), Int32(end), own) }
    case .maxPool(var pool, _):
      unsafe kernels.max_pool(&pool, Int32(range.lowerBound), Int32(range.upperBound))
    case .operator(let prepared, _):
      unsafe prepared.run(operators, Int32(range.lowerBound), Int32(range.upperBound), own)
    case .alreadyDone: break
    case .classifier(let index, let classifier, nil):
      for first in stride(from: range.lowerBound, to: range.upperBound, by: classifier.rowsAtOnce) {
        let rows = first..<min(first + classifier.rowsAtOnce, range.upperBound)
        unsafe classify(rows, convolutions[index], classifier, own)
      }
    case .classifier(let index, let classifier, let band?):
      for first in stride(from: range.lowerBound, to: range.upperBound, by: band.rows) {
        unsafe classify(first..<min(first + band.rows, range.upperBound), band, convolutions[index], classifier, own)
      }
    }
  }

  /// A band of rows: through the convolution into scratch, and from there to classes.
  private func classify(
    _ rows: Range<Int>, _ band: PreparedStep.Band, _ convolution: PreparedConvolution,
    _ classifier: PreparedStep.Classifier, _ own: UnsafeMutablePointer<UInt8>
  ) {
    let place = unsafe own + scratchStride - sumsBytes(classifier) - band.byteCount
    let firstRow =
      unsafe UnsafeMutableRawPointer(place).assumingMemoryBound(to: Int8.self) - rows.lowerBound * band.rowBytes
    var before = unsafe convolutions[band.convolution]
    unsafe before.arguments.heads.0.out = unsafe firstRow
    unsafe before.arguments.heads.0.row_stride = band.rowBytes
    unsafe before.kernel.run(&before.arguments, Int32(rows.lowerBound), Int32(rows.upperBound), own)
    var convolution = convolution
    unsafe convolution.arguments.sources.0.window = unsafe UnsafePointer(firstRow)
    unsafe convolution.arguments.sources.0.row_stride = band.rowBytes
    for row in rows { unsafe classify(row..<row + 1, convolution, classifier, own) }
  }

  /// Rows of accumulators, at the end of scratch.
  private func sumsBytes(_ classifier: PreparedStep.Classifier) -> Int {
    classifier.rowsAtOnce * classifier.width * classifier.stride * MemoryLayout<Int32>.stride
  }

  /// A few rows: accumulators into scratch, then the largest logit of each pixel.
  private func classify(
    _ rows: Range<Int>, _ convolution: PreparedConvolution, _ classifier: PreparedStep.Classifier,
    _ own: UnsafeMutablePointer<UInt8>
  ) {
    let accumulators = unsafe UnsafeMutableRawPointer(own + scratchStride - sumsBytes(classifier))
      .assumingMemoryBound(to: Int32.self)
    var conv = unsafe convolution.arguments
    unsafe conv.accumulators = unsafe accumulators
    unsafe convolution.kernel.run(&conv, Int32(rows.lowerBound), Int32(rows.upperBound), own)
    let (first, pixels) = (rows.lowerBound * classifier.width, rows.count * classifier.width)
    unsafe kernels.arg_max(
      accumulators, Int32(classifier.stride), classifier.factors, Int32(classifier.classes),
      mask + first, Int32(pixels))
    guard let logits = unsafe logits else { return }
    let plane = classifier.rows * classifier.width
    for c in 0..<classifier.classes {
      let out = unsafe logits + c * plane + first
      for x in 0..<pixels {
        unsafe out[x] = unsafe ScalarReference.logit(accumulators[x * classifier.stride + c], classifier.factors[c])
      }
    }
  }
}
