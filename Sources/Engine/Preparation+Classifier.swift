import CKernels
import Kernels
import Model

/// The last step: accumulators of one row, and the arg-max of each pixel.
extension Preparation {
  /// Whole rows of tiles, and of many widths whole blocks of them.
  private static let bandRows = 12

  /// A 3x3 whose only reader is a classifier of each pixel alone: a band of its rows goes through both, and no level's worth
  /// of memory. A band has no halo, and no row or column beside those that the convolution computes.
  mutating func fuseClassifier() {
    guard plan.steps.count > 1, plan.classifiesPixelByPixel, let last = plan.steps.last else { return }
    let (step, source) = (plan.steps[plan.steps.count - 2], last.sources[0])
    guard step.kind == .convolution, unsafe kernels[plan.steps.count - 2][0].pools != 0,
      step.outputs.map({ $0.tensor }) == [source], fusions.lifetimes[source]?.count == 2,
      !plan.tensors[source].hasResiduals
    else { return }
    fusions.classifyAtOnce(source: source)
  }

  /// The convolution before the last step and that step, in one.
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

  /// A row of the classifier's accumulators.
  private var rowOfSumsBytes: Int {
    let channels = plan.phases[plan.steps[plan.steps.count - 1].phases.lowerBound].paddedChannels
    return plan.maskWidth * channels * MemoryLayout<Int32>.stride
  }

  /// A Winograd tile's, so that none of its rows is computed for nothing; of a 1x1 the sums stay near with one.
  static func rowsAtOnce(_ phase: Phase) -> Int { phase.kernelHeight > 1 ? 4 : 1 }

  mutating func classifier(
    _ index: Int, _ band: PreparedStep.Band?, _ arena: UnsafeMutableRawPointer,
    _ packed: inout UnsafeMutableRawPointer
  ) -> PreparedStep.Work {
    let phase = plan.phases[plan.steps[index].phases.lowerBound]
    unsafe append(plan.steps[index].phases.lowerBound, of: index, arena, &packed)
    let factors: UnsafePointer<Float>? = unsafe table(phase.heads[0].positive)
    let classifier = unsafe PreparedStep.Classifier(
      factors: factors ?? UnsafePointer(arena.assumingMemoryBound(to: Float.self)), classes: plan.classes.count,
      rows: plan.maskHeight, width: plan.maskWidth, stride: phase.paddedChannels,
      rowsAtOnce: Preparation.rowsAtOnce(phase))
    return .classifier(convolutions.count - 1, classifier, band)
  }
}
