/// A network for one frame, in float. The reader makes it from a file, the passes rewrite it, and the quantiser starts from it.
///
/// Values are numbered: 0 is the input, and each node writes one value. Nodes are sorted so that every input is written before it is read.
/// Passes never renumber values; an id that no node writes any more is unused.
public struct Graph: Equatable, Sendable {
  public var name: String
  public var input: GraphInput
  public var nodes: [Node]
  /// The value id of the logits.
  public var output: Int
  /// The shape of each value, by its id.
  public var shapes: [Shape]
  /// The name of each value in the file, by its id.
  public var valueNames: [String]
  /// The file's metadata_props.
  public var metadata: [String: String]
  /// The int8 grids that a quantised file states (QuantizeLinear), by value id; empty for a float file.
  public var quantisations: [Int: StatedQuantisation] = [:]
  /// The names of the file's other outputs. Nodes that only serve these are not in the graph.
  public var leftOut: [String] = []
  /// Whether the network was made for blue, green, red, and its input has been changed to red, green, blue.
  public var isReversed = false
  /// Whether a pixel may have several of the classes; nil: the graph's end decides, by a sigmoid for each class.
  public var multilabel: Bool?
  /// The passes that have run so far, beginning with the file.
  public var history: [PassRecord] = []

  /// A graph without nodes whose output is its input.
  public init(name: String, input: GraphInput, metadata: [String: String] = [:]) {
    self.name = name
    self.input = input
    self.nodes = []
    self.output = 0
    self.shapes = [input.shape]
    self.valueNames = [input.name]
    self.metadata = metadata
  }

  /// Appends a node and its value.
  /// - Returns: the new value's id.
  /// - Throws: `ConversionError` that names the node, if the operation does not fit its inputs.
  @discardableResult
  public mutating func append(_ name: String, _ operation: Operation, inputs: [Int]) throws(ConversionError) -> Int {
    let node = Node(name: name, operation: operation, inputs: inputs, output: shapes.count)
    shapes.append(try outputShape(of: node))
    valueNames.append(name)
    nodes.append(node)
    return node.output
  }
}
