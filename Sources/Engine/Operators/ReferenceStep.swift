import CKernels
import Kernels
import Model

/// A step without weights. The scalar reference computes it with the arguments that an engine would pass, so that a converter gets
/// the same integers as the board.
@safe
public struct ReferenceStep {
  private let run: (_ begin: Int32, _ end: Int32) -> Void

  /// - Parameters:
  ///   - step: a max-pooling, or an operator that is no depthwise convolution, as `Plan.validate` accepts it.
  ///   - tensors: the tensors to which the step's indices refer, each with its offset in `arena`.
  ///   - data: the data section to which the step's offsets refer. It and `arena` must outlive the step.
  public init(
    _ step: Step, tensors: [Tensor], data: UnsafeRawBufferPointer, arena: UnsafeMutableRawPointer
  ) {
    let arguments = unsafe OperatorArguments(ScalarReference.operators, tensors, data, arena)
    if step.kind == .maxPool {
      let (kernels, pool) = unsafe (ScalarReference.kernels, arguments.pool(step))
      run = { begin, end in unsafe withUnsafePointer(to: pool) { unsafe kernels.max_pool($0, begin, end) } }
    } else {
      let prepared = arguments.prepared(step)
      let scratch = unsafe arena.assumingMemoryBound(to: UInt8.self)  // the reference needs none
      run = { begin, end in unsafe prepared.run(begin, end, scratch) }
    }
  }

  /// Computes some of the output's rows. Calls for different rows may run at once.
  public func run(rows: Range<Int>) { run(Int32(rows.lowerBound), Int32(rows.upperBound)) }
}
