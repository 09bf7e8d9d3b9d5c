import Model

/// Turns a cleaned graph into the engine's steps.
///
/// A convolution takes the pointwise operations behind it as its heads; a concatenation becomes several sources of
/// whoever reads it, and max-pooling of one becomes max-pooling of each.
struct Lowering {
  private let graph: Graph
  private let consumers: [[Int]]
  private var network: LoweredNetwork
  /// For each value: the segments that it is the concatenation of.
  private var segmentsOfValue: [Int: [Int]] = [:]
  /// Nodes that became part of a head, or of the normalisation.
  private var absorbed: Set<Int> = []

  static func lower(_ graph: Graph, normalisation: Normalisation) throws(ConversionError) -> LoweredNetwork {
    var lowering = Lowering(graph, normalisation)
    try lowering.absorbInputAffine()
    for (index, node) in graph.nodes.enumerated() where !lowering.absorbed.contains(index) {
      try lowering.checkLimits(node)
      try lowering.lower(node)
    }
    guard case .classifier? = lowering.network.steps.last?.kind else {
      throw .badData("the network's output is not a convolution; end it with a 1x1 convolution to the classes")
    }
    return lowering.network
  }

  private init(_ graph: Graph, _ normalisation: Normalisation) {
    self.graph = graph
    consumers = graph.consumers
    let frame = Segment(name: graph.input.name, shape: graph.input.shape, value: 0)
    network = LoweredNetwork(segments: [frame], steps: [], normalisation: normalisation)
    segmentsOfValue[0] = [0]
  }

  /// A factor and summand on the frame are one more normalisation of the pixels.
  private mutating func absorbInputAffine() throws(ConversionError) {
    guard let index = consumers[0].first, case .affine(let affine) = graph.nodes[index].operation else { return }
    guard consumers[0].count == 1 else {
      throw graph.nodes[index].error("the input is read both with and without it; remove one of the two")
    }
    network.normalisation = try network.normalisation.followed(by: affine)
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
    case .convolution(let convolution): window = (convolution.kernel, convolution.stride)
    case .maxPool(let pool): window = (pool.kernel, pool.stride)
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
    case .convolution(let convolution) where convolution.groups == 1 && convolution.span == convolution.kernel:
      try append(node, .convolution, [FloatPhase(convolution)], stride: convolution.stride)
    case .transposedConvolution(let transposed):
      try append(
        node, .transposedConvolution, FloatPhase.phases(of: transposed), stride: Extent(height: 1, width: 1))
    case .maxPool(let pool): try append(node, pool)
    case .concat:
      var joined: [Int] = []
      for input in node.inputs { joined += try segments(of: input, for: node) }
      segmentsOfValue[node.output] = joined
    case .convolution, .averagePool, .globalAveragePool, .resize, .add, .multiply, .pointwise, .pad, .crop,
      .sliceChannels:
      throw node.error("is not supported by the engine yet")
    case .affine, .leakyRelu:
      throw node.error("stands behind something that is not a convolution; move it behind the convolution before it")
    case .identity, .classifierEnd:
      throw node.error("was left over by the passes")
    }
  }

  private func segments(of value: Int, for node: Node) throws(ConversionError) -> [Int] {
    guard let segments = segmentsOfValue[value] else { throw node.error("reads a value that no step writes") }
    return segments
  }

  private mutating func append(
    _ node: Node, _ kind: LoweredStep.Kind, _ phases: [FloatPhase], stride: Extent
  ) throws(ConversionError) {
    let sources = try segments(of: node.inputs[0], for: node)
    guard sources.count <= ModelFormat.maximumSources else {
      throw node.error(
        "reads a concatenation of \(sources.count) tensors; at most \(ModelFormat.maximumSources) are supported")
    }
    let shape = graph.shapes[node.output]
    let identity = Affine(
      scale: [Double](repeating: 1, count: shape.channels), shift: [Double](repeating: 0, count: shape.channels))
    let leaves = try leaves(of: node.output, HeadTransform(affine: identity, slope: nil))
    var step = LoweredStep(
      name: node.name, kind: kind, input: node.inputs[0], value: node.output, sources: sources, heads: [],
      phases: phases, stride: stride, shape: shape)
    if leaves.contains(where: { $0.value == graph.output }) {
      guard leaves.count == 1, leaves[0].transform.slope == nil, kind == .convolution else {
        throw node.error("is the network's output; it must be a convolution without activation that nothing else reads")
      }
      step.kind = .classifier
      step.value = leaves[0].value
      step.phases = step.phases.map { $0.scaled(by: leaves[0].transform.affine) }
      network.steps.append(step)
      return
    }
    guard (1...ModelFormat.maximumHeads).contains(leaves.count) else {
      throw node.error("is read in \(leaves.count) different forms; at most \(ModelFormat.maximumHeads) are supported")
    }
    for leaf in leaves {
      step.heads.append(LoweredHead(segment: network.segments.count, transform: leaf.transform))
      segmentsOfValue[leaf.value] = [network.segments.count]
      network.segments.append(Segment(name: graph.valueNames[leaf.value], shape: shape, value: leaf.value))
    }
    network.steps.append(step)
  }

  /// The values that are read as they are, behind `value` and the pointwise operations on it.
  private mutating func leaves(
    of value: Int, _ transform: HeadTransform
  ) throws(ConversionError) -> [(value: Int, transform: HeadTransform)] {
    var found: [(value: Int, transform: HeadTransform)] = []
    var isRead = value == graph.output
    for index in Set(consumers[value]).sorted() {
      let node = graph.nodes[index]
      var next = transform
      switch node.operation {
      case .affine(let affine): next.affine = transform.affine.followed(by: affine)
      case .leakyRelu(let slope): next.slope = Double(slope)
      default:
        isRead = true
        continue
      }
      guard transform.slope == nil else {
        throw node.error("stands behind an activation; only an activation behind a normalisation is supported")
      }
      absorbed.insert(index)
      found += try leaves(of: node.output, next)
    }
    return (isRead ? [(value, transform)] : []) + found
  }

  private mutating func append(_ node: Node, _ pool: MaxPool) throws(ConversionError) {
    var pooled: [Int] = []
    for source in try segments(of: node.inputs[0], for: node) {
      guard source != 0 else {
        throw node.error("pools the frame itself, which is not supported; resize the frames instead")
      }
      var shape = graph.shapes[node.output]
      shape.channels = network.segments[source].shape.channels
      let head = LoweredHead(
        segment: network.segments.count, transform: HeadTransform(affine: Affine(scale: [], shift: []), slope: nil))
      pooled.append(network.segments.count)
      network.segments.append(
        Segment(
          name: graph.valueNames[node.output], shape: shape, value: node.output,
          sharesQuantisationWith: network.segments[source].sharesQuantisationWith ?? source))
      network.steps.append(
        LoweredStep(
          name: node.name, kind: .maxPool(pool), input: node.inputs[0], value: node.output, sources: [source],
          heads: [head], phases: [], stride: pool.stride, shape: shape))
    }
    segmentsOfValue[node.output] = pooled
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
    scaled.weightSteps = affine.applied(toSteps: weightSteps)
    return scaled
  }
}
