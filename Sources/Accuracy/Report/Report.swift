import Dataset
import Model

/// An evaluation as one HTML file that needs nothing else: no script, no request, pictures inside.
public struct Report {
  /// Frames that are shown.
  public static let frameCount = 6

  let plan: Plan
  let instructionSet: String
  let evaluation: Evaluation
  let diagnosis: Diagnosis
  let worst: [ComparedFrame]
  let origin: Origin
  let maxDrop: Double?

  /// - Parameters:
  ///   - worst: the frames to show, the worst first.
  ///   - maxDrop: the gate, in points, if there was one.
  public init(
    plan: Plan, instructionSet: String, evaluation: Evaluation, diagnosis: Diagnosis, worst: [ComparedFrame],
    origin: Origin, maxDrop: Double?
  ) {
    self.plan = plan
    self.instructionSet = instructionSet
    self.evaluation = evaluation
    self.diagnosis = diagnosis
    self.worst = worst
    self.origin = origin
    self.maxDrop = maxDrop
  }

  /// The file's text.
  ///
  /// - Throws: an error of the pictures, if there is no memory for them.
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
