import Dataset

extension Report {
  /// The files, the data and the command from which the report was made.
  public struct Origin: Sendable {
    /// A file, with a digest by which it can be recognised.
    public struct File: Sendable {
      public let path, sha256: String

      /// - Throws: DatasetError, if it cannot be read.
      public init(path: String) throws(DatasetError) {
        self.path = path
        sha256 = SHA256.hexDigest(of: try FileAccess.read(path))
      }
    }

    /// The command line, as a shell reads it.
    var command: String
    /// The program's name and version.
    var tool: String
    var float, model: File
    /// The directory of labelled frames.
    var data: String

    public init(command: String, tool: String, float: File, model: File, data: String) {
      self.command = command
      self.tool = tool
      self.float = float
      self.model = model
      self.data = data
    }
  }

  var measured: HTML {
    let record = plan.conversion
    let rows: [(String, HTML)] = [
      ("command", "<code>\(origin.command)</code>"),
      ("program", "\(origin.tool); int8 by the board's engine, \(instructionSet) kernels"),
      ("float network", "<code>\(origin.float.path)</code><br><small>sha256 \(origin.float.sha256)</small>"),
      ("model", "<code>\(origin.model.path)</code><br><small>sha256 \(origin.model.sha256)</small>"),
      (
        "conversion",
        "\(record.tool), ranges by \(record.method), calibrated on \(record.frames) frames, on which \(score(Double(record.agreement))) of the pixels agreed"
      ),
      (
        "network",
        "\(plan.input.width) × \(plan.input.height), \(plan.classes.count) classes\(plan.isMultilabel ? ", of which a pixel may have several or none: the strongest counts" : ""), \(plan.steps.count) steps, \(number(plan.gmacPerFrame)) G multiply-accumulates a frame"
      ),
      ("precision", "\(precision)"),
      (
        "frames",
        "<code>\(origin.data)</code>, \(evaluation.frames.count) frames; layers on \(diagnosis.study.frames) of them, evenly spread"
      ),
    ]
    let list = HTML(rows.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" as HTML })
    return """
      <section>
      <h2>What was measured</h2>
      <dl class="facts">\(list)</dl>
      <p class="note">Masks are compared at the labels' size, the networks' enlarged to it; ignored pixels count for the agreement
      only. IoU: intersection over union, over all frames together; mIoU: the mean over the classes. Signal to noise:
      10 log<sub>10</sub> (Σ float² / Σ (float − int8)²). Layers are measured in the float network with the model's own integers as
      weights and its own ranges.</p>
      </section>
      """
  }

  /// The places that have more than 8 bits or fewer, and the multiplications that this adds or saves.
  private var precision: String {
    var places: [String] = []
    let tensors = plan.refinedTensors.map { plan.tensors[$0].name }
    let layers = plan.steps.filter { plan.hasRefinedWeights($0) }.map(\.name)
    if !tensors.isEmpty { places.append("12-bit values in \(tensors.joined(separator: ", "))") }
    if !layers.isEmpty { places.append("9-bit weights in \(layers.joined(separator: ", "))") }
    guard places.isEmpty else {
      return places.joined(separator: "; ")
        + ": \(percent(plan.addedMultiplications)) more multiplications than with 8 bits everywhere"
    }
    guard !pairs.steps.isEmpty else { return "8 bits everywhere" }
    let halved = pairs.tensors.map { plan.tensors[$0].name }.joined(separator: ", ")
    return "7-bit values in \(halved): on ARM cores with dot products \(percent(pairs.savedMultiplications)) fewer "
      + "multiplications, in \(pairs.steps.map { plan.steps[$0].name }.joined(separator: ", "))"
  }
}
