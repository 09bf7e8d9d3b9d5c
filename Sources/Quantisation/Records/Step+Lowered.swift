import Lowering
import Model
import NetworkGraph

extension Step {
  /// A step's record, without its phases; an operator's tables go into `data`.
  /// - Parameter segments: the quantisations of the network's segments.
  /// - Throws: ConversionError, if an operator's factors are larger than the engine takes.
  init(_ step: LoweredStep, _ segments: [SegmentQuantisation], _ data: inout DataSection) throws(ConversionError) {
    self.init(
      name: step.name, kind: step.kind.inModel, sources: step.sources,
      outputs: step.heads.map {
        let scales = segments[$0.segment]
        return Step.Output(tensor: $0.segment, low: scales.low($0.transform), high: scales.high($0.transform))
      },
      phases: 0..<0, strideY: step.stride.height, strideX: step.stride.width)
    switch step.kind {
    case .maxPool(let pool): setWindow(pool.kernel, pool.padding)
    case .depthwise(let dilation):
      operands = Operands()
      operands?.dilationY = dilation.height
      operands?.dilationX = dilation.width
    case .operator(let work):
      operands = try Operands(work, step, segments, &data)
      if case .averagePool(let pool) = work { setWindow(pool.kernel, pool.padding) }
    case .convolution, .transposedConvolution, .classifier: break
    }
  }

  private mutating func setWindow(_ kernel: Extent, _ padding: Padding) {
    (kernelHeight, kernelWidth) = (kernel.height, kernel.width)
    (paddingTop, paddingLeft) = (padding.top, padding.left)
  }
}

extension Operands {
  /// An operator's numbers and tables.
  fileprivate init(
    _ work: LoweredOperator, _ step: LoweredStep, _ segments: [SegmentQuantisation], _ data: inout DataSection
  ) throws(ConversionError) {
    let (source, target) = (segments[step.sources[0]], segments[step.heads[0].segment])
    self.init()
    switch work {
    case .rescale, .add, .multiply:
      let tables = ElementwiseTables(work, step, segments)
      try step.check(tables.factors.joined() + [tables.slope])
      factors = tables.factors.map { data.append($0) }
      shifts = tables.shifts.map { data.append($0) }
      slope = tables.slope
      if case .rescale(let first) = work { firstChannel = first }
    case .lookup(let function): table = data.append(source.table(of: function, into: target))
    case .averagePool(let pool):
      let factors = zip(source.scale, target.scale).map { Float($0 / $1) }
      try step.check(factors)
      self.factors = [data.append(factors)]
      countsPadding = pool.countsPadding
    case .channelMax:
      let factors = source.scale.map { Float($0 / target.scale[0]) }
      try step.check(factors)
      self.factors = [data.append(factors)]
    case .places(let places):
      rows = data.append(places.rows, isBetween: places.isBetween)
      columns = data.append(places.columns, isBetween: places.isBetween)
    }
  }
}

extension DataSection {
  /// Appends the taps of an axis: for each its index, or the two indices between which it lies and the share of the second.
  fileprivate mutating func append(_ taps: [ResizeTap], isBetween: Bool) -> Int {
    let words = taps.flatMap { isBetween ? [$0.first, $0.second, $0.integerShare] : [$0.first] }
    return append(words: words.map { UInt32(bitPattern: Int32($0)) }, count: words.count)
  }
}

extension LoweredStep {
  fileprivate func check(_ factors: [Float]) throws(ConversionError) {
    guard factors.allSatisfy({ $0.magnitude <= ModelFormat.largestFactor }) else {
      throw .badData("node '\(name)': its channels are of too unlike sizes for one scale; rescale its weights")
    }
  }
}

extension LoweredStep.Kind {
  fileprivate var inModel: Step.Kind {
    switch self {
    case .convolution: .convolution
    case .transposedConvolution: .transposedConvolution
    case .classifier: .classifier
    case .maxPool: .maxPool
    case .depthwise: .depthwise
    case .operator(let work): work.kind
    }
  }
}
