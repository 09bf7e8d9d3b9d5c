import Foundation

extension Evaluation {
  /// A float network with a smaller mIoU is hardly trained.
  static let weakIoU = 0.25

  /// A sentence that the float network is so weak that the cost of quantisation hardly matters; nil for other networks.
  public var weakness: String? {
    guard float.meanIntersectionOverUnion < Evaluation.weakIoU else { return nil }
    return String(
      format:
        "The float network itself is weak: right on %.1f%% of the pixels, mIoU %.3f. More training does more for "
        + "it than anything here.", 100 * float.pixelAccuracy, float.meanIntersectionOverUnion)
  }
}
