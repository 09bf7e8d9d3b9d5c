/// Checks a step other than a convolution against its only output.
/// It reads tables only at offsets that it has checked.
@safe
struct OperatorValidation {
  let plan: Plan
  let step: Step
  let operands: Operands
  let sources: [Tensor]
  let output: Tensor
  let data: UnsafeRawBufferPointer
  let index: Int

  /// One tensor at another scale, or several side by side.
  func rescale() throws(ModelError) {
    try require(operands.factors.count == sources.count && operands.shifts.count == sources.count, "factors")
    try require(sources.allSatisfy { $0.isOfSize(output) }, "operator's size")
    let channels = sources.reduce(0) { $0 + $1.channels }
    if sources.count == 1 {
      try require(operands.firstChannel + output.channels <= channels, "operator's channels")
    } else {
      try require(channels == output.channels && operands.firstChannel == 0, "operator's channels")
    }
    for (source, tables) in zip(sources, zip(operands.factors, operands.shifts)) {
      try factors(tables.0, sources.count == 1 ? output : source)
      try factors(tables.1, sources.count == 1 ? output : source)
    }
    try slope()
  }

  /// The second tensor may be a number for each channel or for each pixel.
  func combination(factors count: Int) throws(ModelError) {
    try require(sources.count == 2 && operands.factors.count == count && operands.shifts.count == 1, "factors")
    let (first, second) = (sources[0], sources[1])
    try require(first.isOfSize(output) && first.channels == output.channels, "operator's size")
    let isWhole = second.isOfSize(output) && second.channels == output.channels
    let isPerChannel = second.height == 1 && second.width == 1 && second.channels == output.channels
    let isPerPixel = second.isOfSize(output) && second.channels == 1
    try require(isWhole || isPerChannel || isPerPixel, "operator's size")
    for table in operands.factors + operands.shifts { try factors(table, output) }
    try slope()
  }

  func lookup() throws(ModelError) {
    try single()
    try require(sources[0].isOfSize(output) && sources[0].channels == output.channels, "operator's size")
    try unsafe require(operands.table + 256 <= data.count, "table outside the file")
  }

  func averagePool() throws(ModelError) {
    try single()
    let source = sources[0]
    // the sum of 2^23 pixels of at most 255 fits an Int32
    let sides = 1...ModelFormat.maximumSide
    try require(sides.contains(step.kernelHeight) && sides.contains(step.kernelWidth), "pooling window")
    try require(step.kernelHeight * step.kernelWidth <= 1 << 23, "pooling window")
    try require(source.channels == output.channels, "pooling channels")
    try require(operands.factors.count == 1, "factors")
    try factors(operands.factors[0], source)
    try require(plan.windowsTouch(source, of: step), "pooling windows")
  }

  func channelMax() throws(ModelError) {
    try single()
    try require(sources[0].isOfSize(output), "operator's size")
    try require(output.channels == 1, "operator's channels")
    try require(operands.factors.count == 1, "factors")
    try factors(operands.factors[0], sources[0])
  }

  /// Checks a step that takes pixels by index.
  /// - Parameters:
  ///   - words: 1, an index; or 3, two indices and a share.
  ///   - least: the smallest index.
  func places(words: Int, least: Int32) throws(ModelError) {
    try single()
    let source = sources[0]
    try require(source.channels == output.channels, "operator's channels")
    try require(output.zeroPoint == source.zeroPoint && output.scale == source.scale, "operator's scale")
    try places(operands.rows, count: output.height, of: words, limit: source.height, least: least)
    try places(operands.columns, count: output.width, of: words, limit: source.width, least: least)
  }

  private func single() throws(ModelError) { try require(sources.count == 1, "operator's sources") }

  private func slope() throws(ModelError) {
    try require(operands.slope.magnitude <= ModelFormat.largestFactor, "slope")
  }

  private func factors(_ table: Int, _ tensor: Tensor) throws(ModelError) {
    let end = table + 4 * tensor.paddedChannels
    try unsafe require(table % 4 == 0 && end <= data.count, "table outside the file")
    let factors = unsafe UnsafeRawBufferPointer(rebasing: data[table..<end]).bindMemory(to: Float.self)
    try unsafe require(
      factors.allSatisfy { $0.magnitude <= ModelFormat.largestFactor }, "a factor that is too large")
  }

  /// Checks a table Int32 [count][width]: each row has one index, or two indices and a share.
  private func places(_ table: Int, count: Int, of width: Int, limit: Int, least: Int32) throws(ModelError) {
    let bytes = 4 * count * width
    try unsafe require(table % 4 == 0 && table + bytes <= data.count, "table outside the file")
    let words = unsafe UnsafeRawBufferPointer(rebasing: data[table..<table + bytes]).bindMemory(to: Int32.self)
    for place in words.indices {
      let word = unsafe words[place]
      let isShare = place % width == 2
      try require(isShare ? 0...256 ~= word : word >= least && Int(word) < limit, "index outside its tensor")
    }
  }

  func require(_ condition: Bool, _ what: StaticString) throws(ModelError) {
    guard condition else { throw .invalid(StaticStringBox(what), index: index) }
  }
}

extension Tensor {
  fileprivate func isOfSize(_ other: Tensor) -> Bool { height == other.height && width == other.width }
}
