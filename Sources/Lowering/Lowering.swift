import Model
import NetworkGraph

/// Turns a cleaned graph into the engine's steps.
///
/// A convolution takes the pointwise operations behind it as its heads; a concatenation becomes several sources of
/// the convolution that reads it, and what pools or resizes one does so with each of its parts.
struct Lowering {
  let graph: Graph
  private let consumers: [[Int]]
  var network: LoweredNetwork
  /// For each value: the segments that it is the concatenation of.
  var segmentsOfValue: [Int: [Int]] = [:]
  /// For values that were joined, and for the frame: the one segment that they are in.
  var joinedSegments: [Int: Int] = [:]
  /// Nodes that became part of a head, or of the normalisation.
  private var absorbed: Set<Int> = []

  static func lower(_ graph: Graph, normalisation: Normalisation) throws(ConversionError) -> LoweredNetwork {
    var lowering = Lowering(graph, normalisation)
    lowering.absorbInputAffine()
    var obstacles: [ConversionError] = []
    for (index, node) in graph.nodes.enumerated() where !lowering.absorbed.contains(index) {
      do throws(ConversionError) {
        try lowering.checkLimits(node)
        try lowering.lower(node)
      } catch {
        // as if it had been done, so that what else stands in the way is found
        obstacles.append(error)
        lowering.segmentsOfValue[node.output] = [lowering.network.segments.count]
        lowering.network.segments.append(
          Segment(name: node.name, shape: graph.shapes[node.output], value: node.output))
      }
    }
    if var first = obstacles.first {
      first.further = obstacles.dropFirst().map(\.message)
      throw first
    }
    try lowering.appendClassifierIfMissing()
    return lowering.network
  }

  private init(_ graph: Graph, _ normalisation: Normalisation) {
    self.graph = graph
    consumers = graph.consumers
    let frame = Segment(name: graph.input.name, shape: graph.input.shape, value: 0)
    network = LoweredNetwork(segments: [frame], steps: [], normalisation: normalisation)
    segmentsOfValue[0] = [0]
  }

  /// A factor and summand on the frame are one more normalisation of the pixels, where nothing reads the frame without them
  /// and an int8 zero point can stand for the mean; elsewhere they are a convolution.
  private mutating func absorbInputAffine() {
    guard consumers[0].count == 1, let index = consumers[0].first,
      case .affine(let affine) = graph.nodes[index].operation,
      let normalisation = network.normalisation.followed(by: affine)
    else { return }
    network.normalisation = normalisation
    network.segments[0].value = graph.nodes[index].output
    segmentsOfValue[graph.nodes[index].output] = [0]
    absorbed.insert(index)
  }

  /// What the model format has room for.
  private func checkLimits(_ node: Node) throws(ConversionError) {
    let shape = graph.shapes[node.output]
    guard max(shape.height, shape.width) <= ModelFormat.maximumSide, shape.channels <= ModelFormat.maximumChannels
    else {
      throw node.error(
        "writes \(shape); at most \(ModelFormat.maximumChannels) channels and \(ModelFormat.maximumSide) pixels a side fit"
      )
    }
    let window: (kernel: Extent, stride: Extent)
    switch node.operation {
    case .convolution(let convolution):
      window = (convolution.span, convolution.stride)
      // a border stands around the tensor that is read
      let padding = convolution.padding
      guard max(padding.top, padding.left, padding.bottom, padding.right) <= ModelFormat.maximumKernel else {
        throw node.error("has a border of \(padding); at most \(ModelFormat.maximumKernel) pixels a side fit")
      }
    case .transposedConvolution(let transposed):
      guard transposed.stride == Extent(height: 2, width: 2) else {
        throw node.error("is a transposed convolution of stride \(transposed.stride); only stride 2x2 is supported")
      }
      return
    case .maxPool(let pool): window = (pool.kernel, pool.stride)
    // of a mean's window the pixels count, not its sides
    case .averagePool(let pool) where pool.kernel.count <= Lowering.largestMean: window = (pool.stride, pool.stride)
    default: return
    }
    guard max(window.kernel.height, window.kernel.width) <= ModelFormat.maximumKernel,
      max(window.stride.height, window.stride.width) <= ModelFormat.maximumStride
    else {
      throw node.error(
        "has a kernel \(window.kernel) with stride \(window.stride); "
          + "at most \(ModelFormat.maximumKernel) and \(ModelFormat.maximumStride) fit")
    }
  }

  private mutating func lower(_ node: Node) throws(ConversionError) {
    switch node.operation {
    case .convolution(let convolution) where isDepthwise(convolution, node):
      try appendDepthwise(node, convolution)
    case .convolution(let convolution):
      try append(node, .convolution, [FloatPhase(convolution.dense)], stride: convolution.stride)
    case .transposedConvolution(let transposed):
      try append(
        node, .transposedConvolution, FloatPhase.phases(of: transposed), stride: Extent(height: 1, width: 1))
    case .maxPool(let pool): try appendCopy(node, .maxPool(pool), stride: pool.stride)
    case .affine(let affine) where segmentsOfValue[node.inputs[0]] == [0]:
      try append(node, .convolution, [.diagonal(affine)], stride: Extent(height: 1, width: 1))
    case .concat:
      var joined: [Int] = []
      for input in node.inputs { joined += try segments(of: input, for: node) }
      segmentsOfValue[node.output] = joined
    case .identity, .classifierEnd:
      throw node.error("was left over by the passes")
    default: try lowerOperator(node)
    }
  }

  func segments(of value: Int, for node: Node) throws(ConversionError) -> [Int] {
    guard let segments = segmentsOfValue[value] else { throw node.error("reads a value that no step writes") }
    return segments
  }

  private mutating func append(
    _ node: Node, _ kind: LoweredStep.Kind, _ phases: [FloatPhase], stride: Extent
  ) throws(ConversionError) {
    let sources = try fewSources(of: node.inputs[0], for: node)
    let shape = graph.shapes[node.output]
    let step = LoweredStep(
      name: node.name, kind: kind, input: node.inputs[0], value: node.output, sources: sources, heads: [],
      phases: phases, stride: stride, shape: shape)
    try append(step, node)
  }

  /// A convolution with the heads that its result is read by.
  mutating func append(_ unfinished: LoweredStep, _ node: Node) throws(ConversionError) {
    var step = unfinished
    let leaves = leaves(of: node.output, .identity(channels: step.shape.channels), isConvolution: true)
    if leaves.count == 1, leaves[0].value == graph.output, leaves[0].transform.isLinear, step.kind == .convolution,
      consumers[graph.output].isEmpty
    {
      absorb(leaves)
      step.kind = .classifier
      step.value = leaves[0].value
      step.phases = step.phases.map { $0.scaled(by: leaves[0].transform.affine) }
      network.steps.append(step)
      return
    }
    // more forms than heads: the raw result, from which the others are made
    let isTooMuch = leaves.count > ModelFormat.maximumHeads
    let heads = isTooMuch ? [Leaf(value: node.output, transform: .identity(channels: step.shape.channels))] : leaves
    absorb(heads)
    for head in heads {
      step.heads.append(LoweredHead(segment: network.segments.count, transform: head.transform))
      segmentsOfValue[head.value] = [network.segments.count]
      network.segments.append(Segment(name: graph.valueNames[head.value], shape: step.shape, value: head.value))
    }
    network.steps.append(step)
  }

  /// A value that is read as it is, and what makes it of a step's result.
  struct Leaf {
    var value: Int
    var transform: HeadTransform
    /// The pointwise nodes between.
    var nodes: [Int] = []
  }

  /// Nothing else computes what became a head.
  mutating func absorb(_ leaves: [Leaf]) { for leaf in leaves { absorbed.formUnion(leaf.nodes) } }

  /// The values that are read as they are, behind `value` and the pointwise operations on it. What stands behind an
  /// activation is no part of a head.
  /// - Parameter isConvolution: only a convolution's heads have a slope for each channel.
  func leaves(of value: Int, _ transform: HeadTransform, isConvolution: Bool, nodes: [Int] = []) -> [Leaf] {
    var found: [Leaf] = []
    var isRead = value == graph.output
    for index in Set(consumers[value]).sorted() {
      let node = graph.nodes[index]
      guard transform.isLinear, let next = transform.followed(by: node.operation, isConvolution: isConvolution) else {
        isRead = true
        continue
      }
      found += leaves(of: node.output, next, isConvolution: isConvolution, nodes: nodes + [index])
    }
    return (isRead ? [Leaf(value: value, transform: transform, nodes: nodes)] : []) + found
  }
}

extension FloatPhase {
  /// scale · (w · x + b) + shift as weights and bias.
  fileprivate func scaled(by affine: Affine) -> FloatPhase {
    var scaled = self
    let perOutput = weights.count / max(bias.count, 1)
    for index in weights.indices {
      scaled.weights[index] = Float(Double(weights[index]) * affine.scale[index / perOutput])
    }
    for o in bias.indices { scaled.bias[o] = Float(Double(bias[o]) * affine.scale[o] + affine.shift[o]) }
    scaled.weightScales = affine.applied(toScales: weightScales)
    return scaled
  }
}
