import Accuracy
import Foundation
import Model

/// What `evaluate` prints as text.
enum EvaluationText {
  static func text(_ evaluation: Evaluation, _ plan: Plan, _ diagnosis: Diagnosis?) -> String {
    let width = max(plan.classes.map(\.name.count).max() ?? 0, 14)
    func row(_ name: String, _ float: Double?, _ int8: Double?) -> String {
      let change = float.flatMap { float in int8.map { String(format: "%+8.2f", 100 * ($0 - float)) } } ?? "      --"
      return name.padding(toLength: width, withPad: " ", startingAt: 0)
        + " \(percent(float)) \(percent(int8)) \(change)"
    }
    var lines = ["IoU".padding(toLength: width, withPad: " ", startingAt: 0) + "    float     int8   change"]
    let float = evaluation.float.intersectionOverUnion
    let int8 = evaluation.int8.intersectionOverUnion
    for (index, item) in plan.classes.enumerated() { lines.append(row(item.name, float[index], int8[index])) }
    if plan.isMultilabel { lines.append("(multi-label: of a pixel's classes the strongest counts)") }
    lines.append(row("mIoU", evaluation.float.meanIntersectionOverUnion, evaluation.int8.meanIntersectionOverUnion))
    lines.append(row("pixel accuracy", evaluation.float.pixelAccuracy, evaluation.int8.pixelAccuracy))
    lines.append(
      String(
        format: "\n%d frames; int8 \(evaluation.dropInPoints < 0 ? "gains" : "loses") %.2f points of mIoU; "
          + "both agree on %.2f%% of the pixels",
        evaluation.frames.count, abs(evaluation.dropInPoints), 100 * evaluation.agreement))
    let worst = evaluation.worstFrames(3).map {
      "\($0.name) (\(percent($0.agreement).trimmingPrefix(while: \.isWhitespace)))"
    }
    lines.append("least agreement: " + worst.joined(separator: ", "))
    if let weakness = evaluation.weakness { lines.append(weakness) }
    for finding in diagnosis?.findings ?? [] where finding.isHarmful {
      lines.append("\n\(finding.layer.singleLine): \(finding.title)\n  \(finding.explanation)\n  \(finding.suggestion)")
    }
    return lines.joined(separator: "\n")
  }

  /// One line: the three layers whose quantisation costs most, and the causes.
  ///
  /// - Parameter diagnosis: nil where the model's layers are not the float network's.
  static func blame(_ diagnosis: Diagnosis?) -> String {
    guard let diagnosis else { return "no layer can be blamed: the model was made from another float network" }
    let study = diagnosis.study
    let layers = study.ranking.prefix(3).map { layer in
      let share = String(format: "%.0f%% of the noise", 100 * study.share(of: layer))
      return "\(study.name(of: layer)) (\(share), \(diagnosis.reason(for: layer)))"
    }
    return "most to blame: " + layers.joined(separator: ", ")
  }

  private static func percent(_ share: Double?) -> String {
    share.map { String(format: "%7.2f%%", 100 * $0) } ?? "      --"
  }
}
