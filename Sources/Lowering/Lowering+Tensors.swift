import Model
import NetworkGraph

/// Makes segments for operators that cannot read several segments, or cannot read the frame.
extension Lowering {
  /// A value's segments, at most as many as a convolution can read: the last ones are joined.
  mutating func fewSources(of value: Int, for node: Node) throws(ConversionError) -> [Int] {
    var sources = try segments(of: value, for: node)
    while sources.count > ModelFormat.maximumSources {
      let count = min(ModelFormat.maximumSources, sources.count - ModelFormat.maximumSources + 1)
      let joined = join(Array(sources.suffix(count)), value: value, name: node.name + ".joined")
      sources.removeLast(count)
      sources.append(joined)
    }
    return sources
  }

  /// A value as one segment, which operators can read.
  mutating func single(_ value: Int, for node: Node) throws(ConversionError) -> Int {
    if let joined = joinedSegments[value] { return joined }
    let sources = try readable(value, for: node)
    guard sources.count > 1 else { return sources[0] }
    let few = try fewSources(of: value, for: node)
    let joined = join(few, value: value, name: graph.valueNames[value] + ".joined")
    joinedSegments[value] = joined
    return joined
  }

  /// A value's segments. The frame becomes an ordinary tensor, by a convolution with weights of 1.
  mutating func readable(_ value: Int, for node: Node) throws(ConversionError) -> [Int] {
    var sources: [Int] = []
    for source in try segments(of: value, for: node) { sources.append(source == 0 ? frameTensor() : source) }
    return sources
  }

  private mutating func frameTensor() -> Int {
    let frame = network.segments[0]
    if let made = joinedSegments[frame.value] { return made }
    let segment = network.segments.count
    network.segments.append(Segment(name: frame.name + ".tensor", shape: frame.shape, value: frame.value))
    network.steps.append(
      LoweredStep(
        name: frame.name + ".tensor", kind: .convolution, input: frame.value, value: frame.value, sources: [0],
        heads: [LoweredHead(segment: segment, transform: .identity(channels: frame.shape.channels))],
        phases: [.identity(channels: frame.shape.channels)], stride: Extent(height: 1, width: 1), shape: frame.shape))
    joinedSegments[frame.value] = segment
    return segment
  }

  /// Joins several segments into one with its own scales.
  private mutating func join(_ sources: [Int], value: Int, name: String) -> Int {
    let sources = sources.map { $0 == 0 ? frameTensor() : $0 }
    let segment = network.segments.count
    var shape = network.segments[sources[0]].shape
    shape.channels = sources.reduce(0) { $0 + network.segments[$1].shape.channels }
    network.segments.append(
      Segment(name: name, shape: shape, value: value, parts: sources.flatMap { network.parts(of: $0) }))
    network.steps.append(
      LoweredStep(
        name: name, kind: .operator(.rescale(firstChannel: 0)), input: value, value: value, sources: sources,
        heads: [LoweredHead(segment: segment, transform: .identity(channels: shape.channels))], phases: [],
        stride: Extent(height: 1, width: 1), shape: shape))
    return segment
  }

  /// Appends a classifier with weights of 1 if the output does not come from a convolution.
  mutating func appendClassifierIfMissing() throws(ConversionError) {
    guard network.steps.last?.kind != .classifier else { return }
    guard let end = graph.nodes.last else { throw .badData("the network computes nothing; export the whole model") }
    let sources = try fewSources(of: graph.output, for: end)
    let shape = graph.shapes[graph.output]
    network.steps.append(
      LoweredStep(
        name: graph.valueNames[graph.output] + ".classifier", kind: .classifier, input: graph.output,
        value: graph.output, sources: sources, heads: [], phases: [.identity(channels: shape.channels)],
        stride: Extent(height: 1, width: 1), shape: shape))
  }
}

extension LoweredNetwork {
  /// The channels of the graph's values that a segment holds.
  package func parts(of segment: Int) -> [SegmentPart] {
    let own = segments[segment]
    return own.parts ?? [SegmentPart(value: own.value, channels: 0..<own.shape.channels)]
  }
}

extension FloatPhase {
  /// A 1x1 convolution that changes nothing.
  fileprivate static func identity(channels: Int) -> FloatPhase {
    diagonal(HeadTransform.identity(channels: channels).affine)
  }

  /// A factor and a summand for each channel, as a 1x1 convolution.
  static func diagonal(_ affine: Affine) -> FloatPhase {
    let channels = affine.scale.count
    return FloatPhase(
      kernel: Extent(height: 1, width: 1), originY: 0, originX: 0, outputY: 0, outputX: 0,
      weights: (0..<channels * channels).map { $0 % (channels + 1) == 0 ? Float(affine.scale[$0 / channels]) : 0 },
      bias: affine.shift.map { Float($0) })
  }
}
