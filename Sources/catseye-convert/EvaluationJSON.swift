import Accuracy
import Foundation

/// The keys of `evaluate --json`, on which scripts can rely.
struct EvaluationJSON: Encodable {
  struct Scores: Encodable {
    var miou, pixel_accuracy: Double
    /// null for a class that neither the labels nor the masks have.
    var iou: [Double?]

    init(_ matrix: ConfusionMatrix) {
      miou = matrix.meanIntersectionOverUnion
      pixel_accuracy = matrix.pixelAccuracy
      iou = matrix.intersectionOverUnion
    }
  }

  struct Frame: Encodable {
    var name: String
    var agreement: Double
    var float_pixel_accuracy, int8_pixel_accuracy: Double
  }

  /// The signal-to-noise ratio at the logits if only this layer is quantised; null where it makes no noise.
  struct Layer: Encodable {
    var name: String
    var alone_db: Double?
    var changed_pixels, noise_share: Double
  }

  struct Finding: Encodable {
    var layer, cause, explanation, suggestion: String
    var harmful: Bool
  }

  var frames: Int
  var float, int8: Scores
  var drop_miou_points, agreement: Double
  /// The ten frames in which the masks differ most.
  var worst_frames: [Frame]
  /// The layers, the costliest first; only where they were studied.
  var layers: [Layer]?
  var findings: [Finding]?

  init(_ evaluation: Evaluation, _ diagnosis: Diagnosis?) {
    frames = evaluation.frames.count
    float = Scores(evaluation.float)
    int8 = Scores(evaluation.int8)
    drop_miou_points = evaluation.dropInPoints
    agreement = evaluation.agreement
    worst_frames = evaluation.worstFrames(10).map {
      Frame(name: $0.name, agreement: $0.agreement, float_pixel_accuracy: $0.float, int8_pixel_accuracy: $0.int8)
    }
    guard let diagnosis else { return }
    let study = diagnosis.study
    layers = study.ranking.map {
      Layer(
        name: study.name(of: $0), alone_db: $0.alone.decibels.isFinite ? $0.alone.decibels : nil,
        changed_pixels: $0.changedShare, noise_share: study.share(of: $0))
    }
    findings = diagnosis.findings.map {
      Finding(
        layer: $0.layer, cause: $0.cause.rawValue, explanation: $0.explanation, suggestion: $0.suggestion,
        harmful: $0.isHarmful)
    }
  }

  static func text(_ evaluation: Evaluation, _ diagnosis: Diagnosis?) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(EvaluationJSON(evaluation, diagnosis)), as: UTF8.self)
  }
}
