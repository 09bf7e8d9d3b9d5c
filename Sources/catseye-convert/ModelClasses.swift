import Conversion
import Dataset
import Model

/// Where a model's class names and colours come from.
enum ModelClasses {
  /// The file, else the ONNX's metadata (`catseye.classes`), else numbered names.
  static func find(file: String?, in graph: Graph) throws -> [ModelClass] {
    if let file {
      let classes = try LabelClass.read(file)
      return try LocatedError.about(file) { try inOrder(classes) }
    }
    if let text = graph.metadata["catseye.classes"] {
      return try LocatedError.about("ONNX metadata catseye.classes") {
        try inOrder(LabelClass.parse([UInt8](text.utf8)))
      }
    }
    return (0..<graph.shapes[graph.output].channels).map(numbered)
  }

  /// Index i of the mask is entry i; classes that are ignored are no output of the network.
  private static func inOrder(_ classes: [LabelClass]) throws -> [ModelClass] {
    let used = classes.filter { $0.index != Int(LabelMap.ignored) && $0.name != "void" }.sorted { $0.index < $1.index }
    guard used.enumerated().allSatisfy({ $0 == $1.index }) else {
      throw DatasetError(.badData, "class indices must count 0, 1, 2 ... without gaps")
    }
    return used.map { ModelClass(name: $0.name, red: $0.colour.red, green: $0.colour.green, blue: $0.colour.blue) }
  }

  /// A colour for each index that neighbours differ from: the bits of the index spread over the channels (PASCAL VOC).
  private static func numbered(_ index: Int) -> ModelClass {
    var colour = (red: 0, green: 0, blue: 0)
    var rest = index + 1
    for bit in stride(from: 7, to: -1, by: -1) {
      colour.red |= (rest & 1) << bit
      colour.green |= (rest >> 1 & 1) << bit
      colour.blue |= (rest >> 2 & 1) << bit
      rest >>= 3
    }
    return ModelClass(
      name: "class\(index)", red: UInt8(colour.red), green: UInt8(colour.green), blue: UInt8(colour.blue))
  }
}
