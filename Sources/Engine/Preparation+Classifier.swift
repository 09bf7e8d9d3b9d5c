import CKernels
import Kernels
import Model

/// The last step: accumulators of one row, and the arg-max of each pixel.
extension Preparation {
  /// Rows of a band: a multiple of the four rows of a Winograd tile; for many widths that makes whole blocks of tiles.
  private static let bandRows = 12

  /// Finds a 3x3 convolution that only a 1x1 classifier reads. A band of rows goes through both while it is in the cache, so the
  /// tensor between them is never stored. A band has no halo, and only the rows and columns that the convolution computes.
  mutating func fuseClassifier() {
    guard plan.steps.count > 1, plan.classifiesPixelByPixel, let last = plan.steps.last else { return }
    let (step, source) = (plan.steps[plan.steps.count - 2], last.sources[0])
    guard step.kind == .convolution, unsafe kernels[plan.steps.count - 2][0].pools != 0,
      step.outputs.map({ $0.tensor }) == [source], fusions.lifetimes[source]?.count == 2,
      !plan.tensors[source].hasResiduals
    else { return }
    fusions.classifyAtOnce(source: source)
  }

  /// The last step and the convolution before it, as one step.
  mutating func bandedClassifier(
    _ arena: UnsafeMutableRawPointer, _ packed: inout UnsafeMutableRawPointer
  ) -> PreparedStep.Work {
    let index = plan.steps.count - 2
    assert(plan.classifiesPixelByPixel)
    unsafe append(plan.steps[index].phases.lowerBound, of: index, arena, &packed)
    let source = plan.tensors[plan.steps[index].outputs[0].tensor]
    let band = PreparedStep.Band(
      convolution: convolutions.count - 1, rows: Preparation.bandRows, rowBytes: source.width * source.channelStride)
    assert(plan.maskWidth * source.channelStride == band.rowBytes)
    defer { scratchBytes += band.byteCount + rowOfSumsBytes }
    return unsafe classifier(index + 1, band, arena, &packed)
  }

  /// How many accumulators a row of the classifier has.
  private var rowOfSumsBytes: Int {
    let channels = plan.phases[plan.steps[plan.steps.count - 1].phases.lowerBound].paddedChannels
    return plan.maskWidth * channels * MemoryLayout<Int32>.stride
  }

  /// Rows that one call computes: a Winograd tile's, so that no row is computed in vain; one for a 1x1, whose sums then stay in the
  /// nearest cache.
  static func rowsAtOnce(_ phase: Phase) -> Int { phase.kernelHeight > 1 ? 4 : 1 }

  mutating func classifier(
    _ index: Int, _ band: PreparedStep.Band?, _ arena: UnsafeMutableRawPointer,
    _ packed: inout UnsafeMutableRawPointer
  ) -> PreparedStep.Work {
    let phase = plan.phases[plan.steps[index].phases.lowerBound]
    unsafe append(plan.steps[index].phases.lowerBound, of: index, arena, &packed)
    let factors: UnsafePointer<Float>? = unsafe data.table(at: phase.heads[0].positive)
    let classifier = unsafe PreparedStep.Classifier(
      factors: factors ?? UnsafePointer(arena.assumingMemoryBound(to: Float.self)), classes: plan.classes.count,
      rows: plan.maskHeight, width: plan.maskWidth, stride: phase.paddedChannels,
      rowsAtOnce: Preparation.rowsAtOnce(phase))
    return .classifier(convolutions.count - 1, classifier, band)
  }
}
