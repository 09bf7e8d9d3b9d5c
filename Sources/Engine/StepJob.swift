import CKernels
import CSystem
import Kernels

/// One step as the pool's threads see it. Pieces are ranges of rows, small enough for cores of unequal speed.
/// Its pointers belong to the engine, which waits for the pool before it releases anything.
@safe
struct StepJob {
  let kernels: CatseyeKernels
  let work: PreparedStep.Work
  let convolutions: UnsafeBufferPointer<PreparedConvolution>
  let scratch: UnsafeMutableRawPointer
  let scratchStride: Int
  let mask: UnsafeMutablePointer<UInt8>
  let logits: UnsafeMutablePointer<Float>?
  let rows, rowsInPiece, piecesOfPhase: Int
  let pieces: Int

  init(
    kernels: CatseyeKernels, work: PreparedStep.Work,
    convolutions: UnsafeBufferPointer<PreparedConvolution>, scratch: UnsafeMutableRawPointer, scratchStride: Int,
    mask: UnsafeMutablePointer<UInt8>, logits: UnsafeMutablePointer<Float>?, threads: Int
  ) {
    unsafe self.kernels = unsafe kernels
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

  static let entry: CatseyeJob = { context, piece, worker in
    guard let context = unsafe context else { return }
    let saved = catseye_float_mode_enter()
    unsafe context.assumingMemoryBound(to: StepJob.self).pointee.run(piece: Int(piece), worker: Int(worker))
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
      unsafe prepared.run(Int32(range.lowerBound), Int32(range.upperBound), own)
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
}
