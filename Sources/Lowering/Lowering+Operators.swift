import Model
import NetworkGraph

/// Lowers the operators between convolutions.
extension Lowering {
  mutating func lowerOperator(_ node: Node) throws(ConversionError) {
    let shape = graph.shapes[node.inputs[0]]
    let identity = HeadTransform.identity(channels: shape.channels)
    switch node.operation {
    case .add, .multiply:
      let sources = [try single(node.inputs[0], for: node), try single(node.inputs[1], for: node)]
      appendElementwise(node, node.operation == .add ? .add : .multiply, sources, identity)
    case .sliceChannels(let channels):
      let source = try single(node.inputs[0], for: node)
      appendElementwise(
        node, .rescale(firstChannel: channels.lowerBound), [source], .identity(channels: channels.count))
    case .averagePool(let pool): try appendEach(node, .averagePool(pool), stride: pool.stride)
    case .globalAveragePool:
      let whole = AveragePool(
        kernel: Extent(height: shape.height, width: shape.width), stride: Extent(height: 1, width: 1))
      guard shape.planeCount <= Lowering.largestMean else { throw node.error("takes the mean of too many pixels") }
      try appendEach(node, .averagePool(whole), stride: whole.stride)
    case .channelMax:
      let source = try single(node.inputs[0], for: node)
      segmentsOfValue[node.output] = [network.segments.count]
      append(
        node, .operator(.channelMax), [source],
        Segment(name: graph.valueNames[node.output], shape: graph.shapes[node.output], value: node.output))
    case .resize(let resize): try appendPlaces(node, Places(resize, shape))
    case .places(let rows, let columns): try appendPlaces(node, Places(rows: rows, columns: columns))
    case .crop(let padding):
      let rows = Array(padding.top..<shape.height - padding.bottom)
      let columns = Array(padding.left..<shape.width - padding.right)
      try appendPlaces(node, Places(rows: rows, columns: columns))
    case .pad(let padding, let value):
      guard value == 0 else { throw node.error("pads with \(value); only zeros are supported") }
      func places(_ count: Int, _ before: Int, _ after: Int) -> [Int] {
        (-before..<count + after).map { 0..<count ~= $0 ? $0 : -1 }
      }
      let rows = places(shape.height, padding.top, padding.bottom)
      try appendPlaces(node, Places(rows: rows, columns: places(shape.width, padding.left, padding.right)))
    default: try lowerPointwise(node, identity)
    }
  }

  /// The sum of so many int8 values still fits an Int32.
  static let largestMean = 1 << 23

  /// Lowers a pointwise operation that no head of a convolution has taken.
  private mutating func lowerPointwise(_ node: Node, _ identity: HeadTransform) throws(ConversionError) {
    if let transform = identity.followed(by: node.operation, isConvolution: false) {
      let sources = try readable(node.inputs[0], for: node)
      let few = sources.count > ModelFormat.maximumSources ? [try single(node.inputs[0], for: node)] : sources
      return appendElementwise(node, .rescale(firstChannel: 0), few, transform)
    }
    guard case .pointwise(let function) = node.operation else { throw node.error("is not supported by the engine") }
    if let transform = identity.followed(by: node.operation, isConvolution: true) {
      // a slope for each channel needs the head of a convolution, here one with weights of 1
      let channels = identity.affine.scale.count
      let one = Convolution(
        outputChannels: channels, inputChannels: channels, kernel: Extent(height: 1, width: 1), groups: channels,
        weights: [Float](repeating: 1, count: channels), bias: [Float](repeating: 0, count: channels))
      return try appendDepthwise(node, one, transform)
    }
    try appendEach(node, .lookup(function), needsOneScale: true)
  }

  private mutating func appendPlaces(_ node: Node, _ places: Places) throws(ConversionError) {
    try appendCopy(node, .operator(.places(places)))
  }

  /// Whether a convolution is lowered to a depthwise step.
  func isDepthwise(_ convolution: Convolution, _ node: Node) -> Bool {
    convolution.isDepthwise && segmentsOfValue[node.inputs[0]] != [0]
      && convolution.kernel.count <= ModelFormat.maximumDepthwiseTaps
  }

  /// - Parameter transform: the transform of the only head; nil: the heads are the operations that follow the convolution.
  mutating func appendDepthwise(
    _ node: Node, _ convolution: Convolution, _ transform: HeadTransform? = nil
  ) throws(ConversionError) {
    var step = LoweredStep(
      name: node.name,
      kind: .depthwise(dilation: Extent(height: convolution.dilationY, width: convolution.dilationX)),
      input: node.inputs[0], value: transform == nil ? node.output : node.inputs[0],
      sources: [try single(node.inputs[0], for: node)], heads: [], phases: [FloatPhase(convolution)],
      stride: convolution.stride, shape: graph.shapes[node.output])
    guard let transform else { return try append(step, node) }
    step.heads = [LoweredHead(segment: network.segments.count, transform: transform)]
    segmentsOfValue[node.output] = [network.segments.count]
    network.segments.append(Segment(name: graph.valueNames[node.output], shape: step.shape, value: node.output))
    network.steps.append(step)
  }

  /// Appends a step for each form in which the result is read.
  private mutating func appendElementwise(
    _ node: Node, _ work: LoweredOperator, _ sources: [Int], _ transform: HeadTransform
  ) {
    let leaves = leaves(of: node.output, transform, isConvolution: false)
    absorb(leaves)
    for leaf in leaves {
      append(
        node, .operator(work), sources,
        Segment(
          name: graph.valueNames[leaf.value], shape: graph.shapes[node.output], value: leaf.value), leaf.transform)
      segmentsOfValue[leaf.value] = [network.segments.count - 1]
    }
  }

  /// Appends the same operation on each segment of a value; the results have their own scales.
  private mutating func appendEach(
    _ node: Node, _ work: LoweredOperator, stride: Extent = Extent(height: 1, width: 1), needsOneScale: Bool = false
  ) throws(ConversionError) {
    try appendParts(node, .operator(work), stride: stride) { segment, source, network in
      if needsOneScale { network.segments[network.quantisedAs(source)].needsOneScale = true }
      segment.needsOneScale = needsOneScale
    }
  }

  /// Appends the same operation on each segment of a value; the results keep their scales.
  mutating func appendCopy(
    _ node: Node, _ kind: LoweredStep.Kind, stride: Extent = Extent(height: 1, width: 1)
  ) throws(ConversionError) {
    try appendParts(node, kind, stride: stride) { segment, source, network in
      segment.sharesQuantisationWith = network.quantisedAs(source)
    }
  }

  /// Appends a step for each segment of the node's first input.
  ///
  /// - Parameter scale: says how the step's segment is quantised, from the segment, its source and the network.
  private mutating func appendParts(
    _ node: Node, _ kind: LoweredStep.Kind, stride: Extent,
    scale: (_ segment: inout Segment, _ source: Int, _ network: inout LoweredNetwork) -> Void
  ) throws(ConversionError) {
    var (made, first) = ([Int](), 0)
    for source in try readable(node.inputs[0], for: node) {
      var shape = graph.shapes[node.output]
      shape.channels = network.segments[source].shape.channels
      let part = SegmentPart(value: node.output, channels: first..<first + shape.channels)
      first += shape.channels
      made.append(network.segments.count)
      var segment = Segment(name: graph.valueNames[node.output], shape: shape, value: node.output, parts: [part])
      scale(&segment, source, &network)
      append(node, kind, [source], segment, stride: stride)
    }
    segmentsOfValue[node.output] = made
  }

  /// Appends a step with one head, and its segment.
  private mutating func append(
    _ node: Node, _ kind: LoweredStep.Kind, _ sources: [Int], _ segment: Segment,
    _ transform: HeadTransform = HeadTransform(affine: Affine(scale: [], shift: [])),
    stride: Extent = Extent(height: 1, width: 1)
  ) {
    network.steps.append(
      LoweredStep(
        name: node.name, kind: kind, input: node.inputs[0], value: node.output, sources: sources,
        heads: [LoweredHead(segment: network.segments.count, transform: transform)], phases: [], stride: stride,
        shape: segment.shape))
    network.segments.append(segment)
  }
}
