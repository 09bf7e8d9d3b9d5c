/// One operation of a graph. Inputs and output are value ids: indices into `Graph.shapes` and `Graph.valueNames`.
public struct Node: Equatable, Sendable {
  /// The node's name in the file; without one, its output's name.
  public var name: String
  public var operation: Operation
  public var inputs: [Int]
  public var output: Int

  public init(name: String, operation: Operation, inputs: [Int], output: Int) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.output = output
  }
}
