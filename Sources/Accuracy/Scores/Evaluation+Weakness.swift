import Foundation

extension Evaluation {
  /// Below this mIoU a float network is hardly trained.
  static let weakIoU = 0.25

  /// A sentence where the float network is so weak that what quantisation costs is not what matters; nil elsewhere.
  public var weakness: String? {
    guard float.meanIntersectionOverUnion < Evaluation.weakIoU else { return nil }
    return String(
      format:
        "The float network itself is weak: right on %.1f%% of the pixels, mIoU %.3f. More training does more for "
        + "it than anything here.", 100 * float.pixelAccuracy, float.meanIntersectionOverUnion)
  }
}
