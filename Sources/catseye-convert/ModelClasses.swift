import Dataset
import Model
import NetworkGraph

/// Where a model's class names and colours come from.
enum ModelClasses {
  /// Reads the file, or else the ONNX's metadata (`catseye.classes`), or else numbers the classes.
  static func find(file: String?, in graph: Graph) throws -> [ModelClass] {
    let classes = try stated(file: file, in: graph)
    let channels = graph.shapes[graph.output].channels
    return graph.multilabel == true ? ModelClass.withNone(classes, channels: channels) : classes
  }

  private static func stated(file: String?, in graph: Graph) throws -> [ModelClass] {
    if let file {
      let classes = try LabelClass.read(file)
      try check(classes, file, graph)
      return try LocatedError.about(file) { try inOrder(classes) }
    }
    if let text = graph.metadata["catseye.classes"] {
      return try LocatedError.about("ONNX metadata catseye.classes") {
        try inOrder(LabelClass.parse([UInt8](text.utf8)))
      }
    }
    let numbered = (0..<graph.shapes[graph.output].channels).map { ModelClass(numbered: $0) }
    return graph.multilabel == true ? Array(numbered[1...]) : numbered
  }

  /// The classes in the order of the mask's indices; the network has no output for classes that are ignored.
  private static func inOrder(_ classes: [LabelClass]) throws -> [ModelClass] {
    let used = classes.filter { $0.index != Int(LabelMap.ignored) && $0.name != "void" }.sorted { $0.index < $1.index }
    guard used.enumerated().allSatisfy({ $0 == $1.index }) else {
      throw DatasetError(.badData, "class indices must count 0, 1, 2 ... without gaps")
    }
    return used.map { ModelClass(name: $0.name, red: $0.colour.red, green: $0.colour.green, blue: $0.colour.blue) }
  }

  /// Refuses a file whose colours differ from those that the network was trained with: it would number the same names differently.
  private static func check(_ classes: [LabelClass], _ file: String, _ graph: Graph) throws {
    guard let text = graph.metadata["catseye.classes"], let own = try? LabelClass.parse([UInt8](text.utf8)) else {
      return
    }
    for entry in classes {
      guard let other = own.first(where: { $0.name == entry.name }) else { continue }
      try entry.check(other.colour, of: "the network", in: file)
    }
  }
}
