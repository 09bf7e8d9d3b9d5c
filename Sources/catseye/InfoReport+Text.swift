import ByteStrings
import Engine
import Kernels
import Model
import Streaming

extension InfoReport {
  static func text(_ engine: borrowing Engine) -> [UInt8] {
    let plan = engine.plan
    var text = TextWriter()
    let input = plan.input
    text.line("\(plan.name), format version \(plan.formatVersion), made by \(plan.conversion.tool)\n")
    if !plan.terms.isEmpty { text.line("  terms           \(plan.terms)") }
    let trained = plan.isReversed ? ", trained on bgr" : ""
    text.line("  input           \(input.width)x\(input.height), \(input.channels) channels, \(input.colour)\(trained)")
    text.line("  mean            \(list(input.mean))")
    text.line("  std             \(list(input.standardDeviation))")
    text.line("  mask            \(plan.maskWidth)x\(plan.maskHeight)")
    if plan.isMultilabel { text.line("  multi-label     each class for itself, where its logit is above 0") }
    text.labelled("work", plan.gmacPerFrame, 3, "GMAC a frame")
    appendPrecision(plan, &text)
    appendPairs(engine.model.pairs, plan, &text)
    text.labelled("arena", Double(plan.arenaBytes) / 1e6, 3, "MB")
    text.labelled("arena at least", Double(plan.arenaLowerBound) / 1e6, 3, "MB")
    text.labelled("weights", Double(engine.preparedWeightBytes) / 1e6, 3, "MB for \(engine.instructionSet.text)")
    text.labelled("mapped in all", Double(engine.mappedBytes) / 1e6, 3, "MB, one thread")
    appendConversion(plan.conversion, &text)
    appendClasses(plan.classes, &text)
    appendSteps(engine, &text)
    appendMemory(engine, &text)
    return text.bytes
  }

  private static func list(_ values: [Float]) -> String { values.map { $0.description }.joined(separator: ", ") }

  /// Appends which tensors and weights have more than 8 bits; nothing where none has.
  private static func appendPrecision(_ plan: Plan, _ text: inout TextWriter) {
    let tensors = plan.refinedTensors.map { plan.tensors[$0].name }
    let layers = plan.steps.filter { plan.hasRefinedWeights($0) }.map { $0.name }
    guard !tensors.isEmpty || !layers.isEmpty else { return }
    text.labelled("more bits", 100 * plan.addedMultiplications, 1, "% more multiplications than with 8 bits everywhere")
    if !tensors.isEmpty { text.line("  12-bit values   " + list(tensors)) }
    if !layers.isEmpty { text.line("  9-bit weights   " + list(layers)) }
  }

  /// Appends the tensors and steps that fit F(2, 3), and the multiplications that it saves; nothing if no step fits it.
  private static func appendPairs(_ pairs: Model.Pairs, _ plan: Plan, _ text: inout TextWriter) {
    guard !pairs.steps.isEmpty else { return }
    text.labelled(
      "fewer products", 100 * pairs.savedMultiplications, 1,
      "% on ARM cores with dot products (Cortex-A55, A76, A710 and later)")
    text.line("  7-bit values    " + list(pairs.tensors.map { plan.tensors[$0].name }))
    text.line("  F(2, 3)         " + list(pairs.steps.map { plan.steps[$0].name }))
  }

  private static func list(_ names: [String]) -> String {
    var list = ""
    for name in names { list += list.isEmpty ? name : ", " + name }
    return list
  }

  private static func appendConversion(_ record: ConversionRecord, _ text: inout TextWriter) {
    guard record.frames > 0 else { return }
    text.text("  calibrated      \(record.method), \(record.frames) frames; ")
    text.fixed(Double(record.agreement) * 100, decimals: 2)
    text.line(" % of the pixels agree with the float network")
  }

  private static func appendClasses(_ classes: [ModelClass], _ text: inout TextWriter) {
    text.line("\n  class  red green blue  name")
    for (index, item) in classes.enumerated() {
      text.column(index.description, 7, .right)
      text.column(item.red.description, 5, .right)
      text.column(item.green.description, 6, .right)
      text.column(item.blue.description, 5, .right)
      text.line("  " + item.name)
    }
  }

  private static func appendSteps(_ engine: borrowing Engine, _ text: inout TextWriter) {
    let plan = engine.plan
    let width = plan.steps.reduce(4) { max($0, $1.name.scalarCount) } + 2
    text.text("\n  ")
    text.column("step", width)
    text.line("kind                    kernel                height x width x channels     GMAC")
    for (index, step) in plan.steps.enumerated() {
      let shape = plan.shape(of: step)
      text.text("  ")
      text.column(step.name, width)
      text.column(step.kind.name, 24)
      text.column(engine.kernelName(ofStep: index), 22)
      text.column("\(shape[1]) x \(shape[2]) x \(shape[3])", 25)
      text.column(plan.gmac(of: step), decimals: 3, 9)
      text.newline()
    }
  }

  /// Appends the tensors in the order of their places. A lifetime goes from the step that writes the tensor to the last that reads it.
  private static func appendMemory(_ engine: borrowing Engine, _ text: inout TextWriter) {
    let plan = engine.plan
    let width = plan.tensors.reduce(6) { max($0, $1.name.scalarCount) } + 2
    text.text("\n  ")
    text.column("tensor", width)
    text.line("    offset       bytes  steps")
    let order = plan.tensors.indices.sorted {
      (plan.tensors[$0].arenaOffset, $0) < (plan.tensors[$1].arenaOffset, $1)
    }
    for index in order {
      let tensor = plan.tensors[index]
      text.text("  ")
      text.column(tensor.name, width)
      text.column(tensor.arenaOffset.description, 10, .right)
      text.column(tensor.byteCount.description, 12, .right)
      let lifetime = engine.lifetime(ofTensor: index).map { "\($0.lowerBound)...\($0.upperBound)" }
      text.line("  \(lifetime ?? "not stored")")
    }
  }
}
