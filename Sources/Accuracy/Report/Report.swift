import Dataset
import Model

/// An evaluation as one self-contained HTML file: no script, no request, pictures inside.
public struct Report {
  /// How many frames are shown.
  public static let frameCount = 6

  let plan: Plan
  let pairs: Model.Pairs
  let instructionSet: String
  let evaluation: Evaluation
  let diagnosis: Diagnosis
  let worst: [ComparedFrame]
  let origin: Origin
  let maxDrop: Double?

  /// - Parameters:
  ///   - pairs: the parts of the model that F(2, 3) may compute.
  ///   - worst: the frames to show, the worst first.
  ///   - maxDrop: the gate in percentage points, if there is one.
  public init(
    plan: Plan, pairs: Model.Pairs, instructionSet: String, evaluation: Evaluation, diagnosis: Diagnosis,
    worst: [ComparedFrame], origin: Origin, maxDrop: Double?
  ) {
    self.plan = plan
    self.pairs = pairs
    self.instructionSet = instructionSet
    self.evaluation = evaluation
    self.diagnosis = diagnosis
    self.worst = worst
    self.origin = origin
    self.maxDrop = maxDrop
  }

  /// The text of the file.
  ///
  /// - Throws: an error if there is no memory for the pictures.
  public func page() throws -> String {
    let sections = [verdict, classes, findings, try frames(), layers, ranking, measured]
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
      <title>\(plan.name): what quantisation cost</title>
      <style>\(Report.style)</style>
      </head>
      <body>
      <main>
      \(HTML(sections))
      </main>
      </body>
      </html>

      """
    return page.markup
  }
}
