extension Report {
  /// How bad the loss is; a class of the style sheet.
  enum Grade: String {
    case good, fair, bad
  }

  /// Nearly lossless: a loss that `quantize` should not exceed with its defaults.
  static let (smallDrop, highAgreement) = (0.2, 0.985)

  var grade: Grade {
    if let maxDrop, evaluation.dropInPoints > maxDrop { return .bad }
    if evaluation.dropInPoints <= Report.smallDrop, evaluation.agreement >= Report.highAgreement { return .good }
    return evaluation.dropInPoints <= 1 ? .fair : .bad
  }

  private var judgement: String {
    if let maxDrop, evaluation.dropInPoints > maxDrop {
      return "Int8 loses more than the \(number(maxDrop)) points allowed."
    }
    return switch grade {
    case .good: "Quantisation costs nothing that matters."
    case .fair: "Quantisation costs a little."
    case .bad: "Quantisation costs accuracy."
    }
  }

  private var attention: String {
    let layers = Set(diagnosis.findings.filter(\.isHarmful).map(\.layer)).count
    let unusual = diagnosis.findings.count { !$0.isHarmful }
    let needy =
      layers == 0 ? "No layer needs attention" : "\(layers) layer\(layers == 1 ? " needs" : "s need") attention"
    return unusual == 0
      ? needy + "." : needy + "; \(unusual) thing\(unusual == 1 ? " is" : "s are") unusual and harmless."
  }

  var verdict: HTML {
    let (float, int8) = (evaluation.float, evaluation.int8)
    let tiles = [
      tile("mIoU, float", score(float.meanIntersectionOverUnion), "pixel accuracy \(score(float.pixelAccuracy))"),
      tile("mIoU, int8", score(int8.meanIntersectionOverUnion), "pixel accuracy \(score(int8.pixelAccuracy))"),
      tile("change", signed(-evaluation.dropInPoints), "points of mIoU"),
      tile("agreement", score(evaluation.agreement), "of the pixels of \(evaluation.frames.count) frames"),
      tile("signal to noise", decibels(diagnosis.study.logits.decibels), "at the logits"),
    ]
    return """
      <header class="\(grade.rawValue)">
      <p class="eyebrow">\(plan.name) · float against int8</p>
      <h1>\(judgement)</h1>
      \(weakness)
      <p>\(attention)</p>
      <div class="tiles">
      \(HTML(tiles))
      </div>
      </header>
      """
  }

  private var weakness: HTML { evaluation.weakness.map { "<p class=\"weak\">\($0)</p>" } ?? "" }

  private func tile(_ name: String, _ value: String, _ detail: String) -> HTML {
    "<div class=\"tile\"><span>\(name)</span><strong>\(value)</strong><small>\(detail)</small></div>"
  }
}
