import Model
import NetworkGraph

/// Turns a cleaned graph into the engine's steps.
///
/// A convolution takes the pointwise operations that follow it as its heads. A concatenation becomes several sources of the convolution
/// that reads it, and a pool or resize of a concatenation is done for each of its parts.
struct Lowering {
  let graph: Graph
  private let consumers: [[Int]]
  var network: LoweredNetwork
  /// For each value the segments of which it is the concatenation.
  var segmentsOfValue: [Int: [Int]] = [:]
  /// For values that were joined, and for the frame: the one segment that holds them.
  var joinedSegments: [Int: Int] = [:]
  /// The nodes that became part of a head, or of the normalisation.
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
        // continues as if the node had been lowered, so that further obstacles are found
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

  /// Makes a factor and a summand of the frame part of the pixels' normalisation, if nothing reads the frame without them and an int8 zero
  /// point can express the mean. Otherwise they become a convolution.
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

  /// Checks that the model format has room for the node.
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
      // a border is stored round the tensor that is read
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
    // a mean's window is limited in its number of pixels, not in its sides
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

  /// Appends a convolution with the heads through which its result is read.
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
    // more forms than heads: the raw result is stored, and the others are made from it
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

  /// A value that is read as it is, and the transform that makes it from a step's result.
  struct Leaf {
    var value: Int
    var transform: HeadTransform
    /// The pointwise nodes in between.
    var nodes: [Int] = []
  }

  /// Marks nodes that became part of a head, so that they are not lowered again.
  mutating func absorb(_ leaves: [Leaf]) { for leaf in leaves { absorbed.formUnion(leaf.nodes) } }

  /// The values that are read as they are: `value`, and the results of pointwise operations on it. An operation after an activation is no
  /// part of a head.
  /// - Parameter isConvolution: whether the step is a convolution; only its heads have a slope for each channel.
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
  /// The phase that computes scale · (w · x + b) + shift.
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
