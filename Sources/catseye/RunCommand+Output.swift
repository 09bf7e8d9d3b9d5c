import ByteStrings
import Model
import Streaming
import Vision

extension RunCommand {
  static func output(_ arguments: Arguments) throws(Failure) -> FrameOutput {
    let name = try arguments.choice("--output", of: ["mask", "overlay", "logits", "json", "none"])
    var output = FrameOutput(kind(name))
    output.atModelSize = try arguments.choice("--output-size", of: ["frame", "model"]).isSame(as: "model")
    output.scores = arguments.flag("--scores")
    output.smooth = try arguments.integer("--smooth", in: MaskSmoothing.frameCounts)
    output.container = try container(arguments, output.kind, name)
    output.frameRate = try rate("--fps", arguments)
    output.edgeWidth = try arguments.integer("--edges", in: ClassEdges.widths)
    output.hasLegend = arguments.flag("--legend")
    output.palette = try palette(arguments)
    let isMask = output.kind == .mask
    let hasOnePlane = (arguments.value("--classes")?.parts(at: ",").count ?? 1) == 1 && !output.scores
    if output.atModelSize, output.kind == .overlay {
      throw arguments.refuse("--output-size model does not fit an overlay, which is as large as its frame")
    }
    if output.scores, !isMask, output.kind != .json {
      throw arguments.refuse("--scores adds to --output mask or json, not to \(name)")
    }
    if arguments.value("--classes") != nil, !isMask {
      throw arguments.refuse("--classes makes binary masks; it does not fit --output \(name)")
    }
    if isMask, output.container == .y4m, !hasOnePlane {
      throw arguments.refuse("--output-format y4m has one plane a frame; use gray8 for several classes or --scores")
    }
    if output.smooth != nil, output.kind == .logits {
      throw arguments.refuse("--smooth steadies masks, overlays and JSON; logits stay as they are")
    }
    if output.kind != .overlay, output.edgeWidth != nil || output.hasLegend {
      throw arguments.refuse("--edges and --legend are drawn on --output overlay, not on \(name)")
    }
    if output.palette != nil, output.kind != .overlay, arguments.paths.isEmpty || !isMask {
      throw arguments.refuse("--palette colours --output overlay, and the masks of pictures that are named")
    }
    if output.frameRate != nil, output.container != .y4m {
      throw arguments.refuse("--fps is written into the header of --output-format y4m only")
    }
    return output
  }

  private static func kind(_ name: String) -> FrameOutput.Kind {
    switch name {
    case "overlay": .overlay
    case "logits": .logits
    case "json": .json
    case "none": .none
    default: .mask
    }
  }

  private static func container(
    _ arguments: Arguments, _ kind: FrameOutput.Kind, _ name: String
  ) throws(Failure) -> FrameOutput.Container {
    if !arguments.paths.isEmpty { return kind == .overlay ? .mjpeg : .bare }  // each output is a file, see `Pictures`
    switch (kind, arguments.value("--output-format")) {
    case (.mask, nil), (.mask, "gray8"), (.logits, nil), (.json, nil), (.none, nil): return .bare
    case (.overlay, nil), (.overlay, "mjpeg"): return .mjpeg
    case (.mask, "y4m"), (.overlay, "y4m"): return .y4m
    case (_, let asked):
      throw arguments.refuse(
        "--output-format \(asked ?? "") does not fit --output \(name); masks are written as gray8 or y4m, overlays as "
          + "mjpeg or y4m")
    }
  }

  /// Frames per second, for instance 30 or 30000/1001.
  static func rate(_ option: String, _ arguments: Arguments) throws(Failure) -> FrameRate? {
    guard let text = arguments.value(option) else { return nil }
    let parts = text.parts(at: "/").map { Arguments.digits($0) ?? 0 }
    guard parts.count <= 2, let rate = FrameRate(parts[0], parts.count == 2 ? parts[1] : 1) else {
      throw arguments.refuse("\(option) takes frames in a second as 30 or 30000/1001, not '\(text)'")
    }
    return rate
  }

  /// The class indices of each plane, from --classes, for instance road,car or road+pavement,car.
  static func groups(_ arguments: Arguments, _ classes: [ModelClass]) throws(Failure) -> [[Int]] {
    guard let list = arguments.value("--classes") else { return [] }
    var groups: [[Int]] = []
    for part in list.parts(at: ",") {
      var group: [Int] = []
      for name in part.parts(at: "+") {
        guard let index = classes.firstIndex(where: { $0.name.isSame(as: name) }) else {
          let names = classes.map { $0.name }.joined(separator: ", ")
          throw arguments.refuse("--classes: the model has no class '\(name)'; it has \(names)")
        }
        group.append(index)
      }
      groups.append(group)
    }
    return groups
  }
}
