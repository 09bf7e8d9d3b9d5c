/// What one pass did to a graph; `catseye-convert inspect --passes` shows it.
public struct PassRecord: Equatable, Sendable {
  public var name: String
  /// How many nodes the pass removed from the file or from the graph.
  public var removed: Int
  /// How many nodes compute or read something else than before.
  public var rewritten: Int
  /// Which operators were removed and how often, where that is known.
  public var detail: String

  public init(name: String, removed: Int, rewritten: Int = 0, detail: String = "") {
    self.name = name
    self.removed = removed
    self.rewritten = rewritten
    self.detail = detail
  }

  /// The difference that a pass made. Passes keep the ids of values, so a node is recognised by the value that it writes.
  package init(name: String, from before: Graph, to after: Graph) {
    let old = Dictionary(before.nodes.map { ($0.output, $0) }, uniquingKeysWith: { $1 })
    rewritten = after.nodes.count { $0 != old[$0.output] }
    removed = max(0, before.nodes.count - after.nodes.count)
    self.name = name
    detail = ""
  }
}
