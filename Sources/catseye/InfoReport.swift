import Engine
import Kernels
import Model
import Streaming

/// What `info` prints, as JSON and as text.
enum InfoReport {
  static func json(_ engine: borrowing Engine) -> [UInt8] {
    let plan = engine.plan
    var json = JSONWriter()
    json.beginObject()
    json.member("name", plan.name)
    json.member("version", Int(plan.formatVersion))
    if plan.isMultilabel {
      json.key("multilabel")
      json.yes()
    }
    json.member("terms", plan.terms)
    append(plan.input, &json)
    append(plan.classes, &json)
    json.member("gmac_per_frame", plan.gmacPerFrame)
    append(engine.model.pairs, plan, &json)
    json.member("arena_bytes", plan.arenaBytes)
    json.member("arena_lower_bound_bytes", plan.arenaLowerBound)
    json.member("weight_bytes", engine.preparedWeightBytes)
    json.member("mapped_bytes", engine.mappedBytes)
    json.member("isa", engine.instructionSet.text)
    json.key("steps")
    json.beginArray()
    for (index, step) in plan.steps.enumerated() {
      json.beginObject()
      json.member("name", step.name)
      json.member("kind", step.kind.name)
      json.member("kernel", engine.kernelName(ofStep: index))
      json.key("shape")
      json.beginArray()
      for extent in plan.shape(of: step) { json.integer(extent) }
      json.endArray()
      json.member("gmac", plan.gmac(of: step))
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }

  private static func append(_ input: InputDescription, _ json: inout JSONWriter) {
    json.key("input")
    json.beginObject()
    json.member("width", input.width)
    json.member("height", input.height)
    json.member("channels", input.channels)
    json.member("colour", input.colour)
    json.key("mean")
    json.beginArray()
    for value in input.mean { json.number(value) }
    json.endArray()
    json.key("std")
    json.beginArray()
    for value in input.standardDeviation { json.number(value) }
    json.endArray()
    json.endObject()
  }

  /// Appends the tensors and steps that fit F(2, 3), and the multiplications that it saves; nothing if no step fits it.
  private static func append(_ pairs: Model.Pairs, _ plan: Plan, _ json: inout JSONWriter) {
    guard !pairs.steps.isEmpty else { return }
    json.key("f23")
    json.beginObject()
    json.key("tensors")
    json.beginArray()
    for index in pairs.tensors { json.string(plan.tensors[index].name) }
    json.endArray()
    json.key("steps")
    json.beginArray()
    for index in pairs.steps { json.string(plan.steps[index].name) }
    json.endArray()
    json.member("saved_multiplications", pairs.savedMultiplications)
    json.endObject()
  }

  private static func append(_ classes: [ModelClass], _ json: inout JSONWriter) {
    json.key("classes")
    json.beginArray()
    for (index, item) in classes.enumerated() {
      json.beginObject()
      json.member("index", index)
      json.member("name", item.name)
      json.key("colour")
      json.beginArray()
      for value in [item.red, item.green, item.blue] { json.integer(Int(value)) }
      json.endArray()
      json.endObject()
    }
    json.endArray()
  }
}

extension InputDescription {
  var colour: String {
    switch channels {
    case 1: "grey"
    case 4: "rgb and one more"
    default: "rgb"
    }
  }
}

extension Plan {
  /// The shape [n, h, w, c] of a step's output; of a classifier, the shape of its logits.
  func shape(of step: Step) -> [Int] {
    let size = outputSize(of: step)
    return [1, size.height, size.width, step.outputs.first.map { tensors[$0.tensor].channels } ?? classes.count]
  }
}
