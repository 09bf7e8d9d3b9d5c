/// A dense convolution with its constants: the whole of an ordinary one, or a quarter of a transposed one.
///
/// Weights are Int8 [output channels][source][window row][window column · channelStride], each in -127 ... 127.
public struct Phase: Equatable {
  /// The tables of one head, each [output channels, padded]; offsets into the data section, in bytes.
  public struct Head: Equatable {
    public var bias, positive, negative: Int

    public init(bias: Int, positive: Int, negative: Int) {
      self.bias = bias
      self.positive = positive
      self.negative = negative
    }
  }

  public var kernelHeight, kernelWidth: Int
  /// The window of computed pixel (y, x) begins at input pixel (y · strideY + originY, x · strideX + originX).
  public var originY, originX: Int
  /// Computed pixel (y, x) is output pixel (y · step + outputY, x · step + outputX).
  public var outputY, outputX: Int
  public var outputChannels: Int
  /// Offset into the data section, a multiple of 64.
  public var weights: Int
  /// One for each output of the step; a classifier has one.
  public var heads: [Head]

  public init(
    kernelHeight: Int, kernelWidth: Int, originY: Int, originX: Int, outputY: Int, outputX: Int, outputChannels: Int,
    weights: Int, heads: [Head]
  ) {
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.originY = originY
    self.originX = originX
    self.outputY = outputY
    self.outputX = outputX
    self.outputChannels = outputChannels
    self.weights = weights
    self.heads = heads
  }

  /// Output channels, padded to a multiple of 16.
  public var paddedChannels: Int {
    (outputChannels + ModelFormat.channelBlock - 1) / ModelFormat.channelBlock * ModelFormat.channelBlock
  }

  /// The number of products for one output value, channel padding included, with sources of these channel strides.
  public func reduction(channelStrides: [Int]) -> Int {
    channelStrides.reduce(0) { $0 + kernelHeight * kernelWidth * $1 }
  }
}

extension Phase {
  init?(_ reader: inout FieldReader) {
    kernelHeight = reader.int()
    kernelWidth = reader.int()
    originY = reader.signed()
    originX = reader.signed()
    outputY = reader.int()
    outputX = reader.int()
    outputChannels = reader.int()
    weights = reader.int()
    let headCount = reader.int()
    let all = [Head(&reader), Head(&reader)]
    guard headCount <= all.count else { return nil }
    heads = Array(all[..<headCount])
  }

  func write(to writer: inout FieldWriter) {
    writer.int(kernelHeight)
    writer.int(kernelWidth)
    writer.signed(originY)
    writer.signed(originX)
    for value in [outputY, outputX, outputChannels, weights, heads.count] { writer.int(value) }
    for index in 0..<ModelFormat.maximumHeads {
      (index < heads.count ? heads[index] : Head(bias: 0, positive: 0, negative: 0)).write(to: &writer)
    }
  }
}

extension Phase.Head {
  init(_ reader: inout FieldReader) {
    bias = reader.int()
    positive = reader.int()
    negative = reader.int()
  }

  func write(to writer: inout FieldWriter) {
    for value in [bias, positive, negative] { writer.int(value) }
  }
}
