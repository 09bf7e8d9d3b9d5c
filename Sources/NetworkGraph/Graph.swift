/// A network for one frame, in float: what the reader makes of a file, the passes rewrite and the quantiser starts from.
///
/// Values are numbered; 0 is the input and each node writes one value. Nodes stand in an order in which every input is
/// written before it is read. Passes never renumber values: an id that no node writes any more is simply unused.
public struct Graph: Equatable, Sendable {
  public var name: String
  public var input: GraphInput
  public var nodes: [Node]
  /// The value id of the logits.
  public var output: Int
  /// For each value id.
  public var shapes: [Shape]
  /// For each value id; the names of the file.
  public var valueNames: [String]
  /// The file's metadata_props.
  public var metadata: [String: String]
  /// For value ids, the int8 grids that a quantised file states (QuantizeLinear); empty for a float file.
  public var quantisations: [Int: StatedQuantisation] = [:]
  /// Names of the file's other outputs: what serves them alone is not in the graph.
  public var leftOut: [String] = []
  /// Whether the network was made for blue, green, red, and its input for red, green, blue.
  public var isReversed = false
  /// Whether a pixel may be of several of its classes; nil: as its end says, a sigmoid each.
  public var multilabel: Bool?
  /// What was done to it so far, from the file on.
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

  /// Adds a node behind all others, and its value.
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
