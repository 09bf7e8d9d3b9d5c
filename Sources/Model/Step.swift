/// One step of the plan: what it reads, what it computes, and where it writes.
public struct Step: Equatable {
  /// An output tensor, and the range low ... high (int8 values) to which its values are clamped.
  public struct Output: Equatable {
    public var tensor: Int
    public var low, high: Int

    public init(tensor: Int, low: Int = -128, high: Int = 127) {
      self.tensor = tensor
      self.low = low
      self.high = high
    }
  }

  public var name: String
  public var kind: Kind
  /// Indices of tensors. Several are read as if they were concatenated, but the concatenation is never stored.
  public var sources: [Int]
  /// Empty for a classifier.
  public var outputs: [Output]
  public var phases: Range<Int>
  public var strideY, strideX: Int
  /// The window of a pooling; a convolution has its window in its phases.
  public var kernelHeight, kernelWidth, paddingTop, paddingLeft: Int
  /// The constants of the kinds that have them.
  public var operands: Operands?

  public init(
    name: String, kind: Kind, sources: [Int], outputs: [Output], phases: Range<Int>, strideY: Int, strideX: Int,
    kernelHeight: Int = 0, kernelWidth: Int = 0, paddingTop: Int = 0, paddingLeft: Int = 0,
    operands: Operands? = nil
  ) {
    self.name = name
    self.kind = kind
    self.sources = sources
    self.outputs = outputs
    self.phases = phases
    self.strideY = strideY
    self.strideX = strideX
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.paddingTop = paddingTop
    self.paddingLeft = paddingLeft
    self.operands = operands
  }

  /// Pixels from one computed pixel to the next in the output tensor.
  public var outputSpacing: Int { kind == .transposedConvolution ? 2 : 1 }
}

extension Step {
  init?(_ reader: inout FieldReader, _ strings: inout StringReader) {
    name = strings.read(&reader)
    let kind = Kind(rawValue: reader.u32())
    let sourceCount = reader.int()
    let allSources = [reader.int(), reader.int(), reader.int(), reader.int()]
    let outputCount = reader.int()
    let allOutputs = [Output(&reader), Output(&reader)]
    let firstPhase = reader.int()
    let phaseCount = reader.int()
    strideY = reader.int()
    strideX = reader.int()
    kernelHeight = reader.int()
    kernelWidth = reader.int()
    paddingTop = reader.int()
    paddingLeft = reader.int()
    guard let kind, sourceCount <= allSources.count, outputCount <= allOutputs.count else { return nil }
    self.kind = kind
    if kind.hasOperands {
      guard let read = Operands(&reader) else { return nil }
      operands = read
    }
    sources = Array(allSources[..<sourceCount])
    outputs = Array(allOutputs[..<outputCount])
    phases = firstPhase..<firstPhase + phaseCount
  }

  func write(to writer: inout FieldWriter, _ strings: inout StringWriter) {
    strings.write(name, to: &writer)
    writer.u32(kind.rawValue)
    writer.int(sources.count)
    for index in 0..<ModelFormat.maximumSources { writer.int(index < sources.count ? sources[index] : 0) }
    writer.int(outputs.count)
    for index in 0..<ModelFormat.maximumHeads {
      (index < outputs.count ? outputs[index] : Output(tensor: 0, low: 0, high: 0)).write(to: &writer)
    }
    writer.int(phases.lowerBound)
    writer.int(phases.count)
    for value in [strideY, strideX, kernelHeight, kernelWidth, paddingTop, paddingLeft] { writer.int(value) }
    if kind.hasOperands { (operands ?? Operands()).write(to: &writer) }
  }
}

extension Step.Output {
  init(_ reader: inout FieldReader) {
    tensor = reader.int()
    low = reader.signed()
    high = reader.signed()
  }

  func write(to writer: inout FieldWriter) {
    writer.int(tensor)
    writer.signed(low)
    writer.signed(high)
  }
}
