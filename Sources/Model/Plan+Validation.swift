extension Plan {
  /// The one validator. The engine runs what it accepts without any further check.
  ///
  /// Every window stays inside its tensor, every table inside the data section, every tensor inside the arena; no step
  /// writes over what a later one reads, or reads what none has written; no factor can make a NaN, no weight breaks a
  /// kernel's exactness. Plan+Invariants.swift names those of these conditions that the
  /// engine relies on.
  func validate(data: UnsafeRawBufferPointer) throws(ModelError) {
    try validateDescription()
    for (index, tensor) in tensors.enumerated() { try unsafe validate(tensor, index, data) }
    for (index, step) in steps.enumerated() { try unsafe validate(step, index, data) }
    try unsafe validateWork(data)
    try validateLifetimes()
    try unsafe validatePadding(data)
  }

  private func validateDescription() throws(ModelError) {
    let side = 1...ModelFormat.maximumSide
    try require(side.contains(input.width) && side.contains(input.height), "input size", 0)
    try require(ModelFormat.frameChannels.contains(input.channels), "number of input channels", input.channels)
    try require(
      input.mean.count == input.channels && input.standardDeviation.count == input.channels,
      "mean or standard deviation", 0)
    try require((input.mean + input.standardDeviation).allSatisfy { $0.isFinite }, "mean or standard deviation", 0)
    try require(input.mean.allSatisfy { (0...255).contains($0) }, "mean", 0)
    try require(input.standardDeviation.allSatisfy { $0 > 0 }, "standard deviation", 0)
    try require((1...ModelFormat.maximumClasses).contains(classes.count), "number of classes", classes.count)
    try require(side.contains(maskWidth) && side.contains(maskHeight), "mask size", 0)
    try require(tensors.indices.contains(inputTensor), "input tensor", inputTensor)
    let frame = tensors[inputTensor]
    try require(
      frame.height == input.height && frame.width == input.width && frame.channels == input.channels, "input tensor",
      inputTensor)
    try require(arenaBytes <= ModelFormat.maximumArena && arenaLowerBound <= arenaBytes, "arena size", 0)
    try require(steps.last?.kind == .classifier, "the last step is not a classifier", steps.count)
  }

  private func validate(_ tensor: Tensor, _ index: Int, _ data: UnsafeRawBufferPointer) throws(ModelError) {
    let side = 1...ModelFormat.maximumSide
    try require(side.contains(tensor.height) && side.contains(tensor.width), "tensor size", index)
    try require((1...ModelFormat.maximumChannels).contains(tensor.channels), "tensor channels", index)
    let block = index == inputTensor ? ModelFormat.inputChannelBlock : ModelFormat.channelBlock
    try require(
      tensor.channelStride >= tensor.channels && tensor.channelStride <= ModelFormat.maximumChannels
        && tensor.channelStride % block == 0, "channel stride", index)
    try require(tensor.halo <= ModelFormat.maximumKernel, "halo", index)
    try require(tensor.scale.isFinite && tensor.scale > 0, "scale", index)
    if let table = tensor.channelScales {
      try require(table % 4 == 0 && table + 4 * tensor.channels <= data.count, "scales outside the file", index)
      let scales = unsafe UnsafeRawBufferPointer(rebasing: data[table..<table + 4 * tensor.channels]).bindMemory(
        to: Float.self)
      try unsafe require(scales.allSatisfy { $0.isFinite && $0 > 0 }, "scale", index)
    }
    try require((-128...127).contains(tensor.zeroPoint), "zero point", index)
    try require(isInArena(tensor), "tensor outside the arena", index)
  }

  private func validate(_ step: Step, _ index: Int, _ data: UnsafeRawBufferPointer) throws(ModelError) {
    try require((1...ModelFormat.maximumSources).contains(step.sources.count), "step's sources", index)
    try require(step.sources.allSatisfy(tensors.indices.contains), "step's sources", index)
    try require(step.outputs.allSatisfy { tensors.indices.contains($0.tensor) }, "step's outputs", index)
    let strides = 1...ModelFormat.maximumStride
    try require(strides.contains(step.strideY) && strides.contains(step.strideX), "stride", index)
    for output in step.outputs {
      try require(output.low >= -128 && output.high <= 127 && output.low <= output.high, "clamp", index)
    }
    if let operands = step.operands { return try unsafe validateOperator(step, operands, index, data) }
    if step.kind == .maxPool { return try validatePool(step, index) }

    try require(phases.indices.contains(step.phases), "step's phases", index)
    try require(step.phases.count == (step.kind == .transposedConvolution ? 4 : 1), "number of phases", index)
    try require((step.kind == .classifier) == (index == steps.count - 1), "classifier in the middle", index)
    try require(step.kind == .classifier ? step.outputs.isEmpty : !step.outputs.isEmpty, "number of heads", index)
    for phase in step.phases { try unsafe validate(phases[phase], phase, of: step, data) }
    try require(phasesCoverOutput(step), "phases do not cover the output", index)
  }

  private func validatePool(_ step: Step, _ index: Int) throws(ModelError) {
    try require(step.sources.count == 1 && step.outputs.count == 1 && step.phases.isEmpty, "max-pool", index)
    let source = tensors[step.sources[0]]
    let output = tensors[step.outputs[0].tensor]
    let kernels = 1...ModelFormat.maximumKernel
    try require(kernels.contains(step.kernelHeight) && kernels.contains(step.kernelWidth), "pooling window", index)
    try require(windowsTouch(source, of: step), "pooling windows", index)
    try require(source.channelStride == output.channelStride, "pooling channels", index)
    try require(source.hasResiduals == output.hasResiduals, "pooling channels", index)
    try require(source.channelStride % ModelFormat.channelBlock == 0, "pooling channels", index)
    try require(
      source.zeroPoint == output.zeroPoint && source.scale == output.scale
        && source.channelScales == output.channelScales, "pooling scale", index)
  }

  private func validate(
    _ phase: Phase, _ index: Int, of step: Step, _ data: UnsafeRawBufferPointer
  ) throws(ModelError) {
    let kernels = 1...ModelFormat.maximumKernel
    try require(kernels.contains(phase.kernelHeight) && kernels.contains(phase.kernelWidth), "kernel size", index)
    try require((1...ModelFormat.maximumChannels).contains(phase.outputChannels), "output channels", index)
    let places = 0..<step.outputSpacing
    try require(places.contains(phase.outputY) && places.contains(phase.outputX), "phase's place", index)
    try require(outputsFit(phase, of: step), "phase's outputs", index)
    if step.kind == .classifier { try require(phase.outputChannels == classes.count, "classifier's classes", index) }
    for source in step.sources {
      try require(windowsAreInside(tensors[source], of: phase, in: step), "window outside its tensor", index)
    }
    let weightBytes =
      phase.outputChannels * phase.reduction(channelStrides: step.sources.map { tensors[$0].channelStride })
    let limit = step.kind == .classifier ? ModelFormat.largestLogitFactor : .greatestFiniteMagnitude
    try unsafe validateTables(phase, index, weightBytes: weightBytes, largestFactor: limit, data)
  }

  func validateTables(
    _ phase: Phase, _ index: Int, weightBytes: Int, largestFactor: Float = .greatestFiniteMagnitude,
    _ data: UnsafeRawBufferPointer
  ) throws(ModelError) {
    try require(phase.weights % ModelFormat.alignment == 0, "weights are not aligned", index)
    try require(phase.weights + weightBytes <= data.count, "weights outside the file", index)
    // -128 is not a weight: NEON's SMULL + SMLAL2 would overflow
    let weights = unsafe UnsafeRawBufferPointer(rebasing: data[phase.weights..<phase.weights + weightBytes])
    // counted and not searched, so that the compiler vectorises it: this takes much of the start's time
    let forbidden = unsafe weights.reduce(into: 0) { $0 &+= $1 == 0x80 ? 1 : 0 }
    try require(forbidden == 0, "a weight of -128", index)
    let tableBytes = 4 * phase.paddedChannels
    for head in phase.heads {
      for table in [head.bias, head.positive, head.negative] {
        try require(table % 4 == 0 && table + tableBytes <= data.count, "table outside the file", index)
      }
      for table in [head.positive, head.negative] {
        let factors = unsafe UnsafeRawBufferPointer(rebasing: data[table..<table + tableBytes]).bindMemory(
          to: Float.self)
        // false for NaN as well
        try unsafe require(
          factors.allSatisfy { $0.magnitude <= largestFactor }, "a factor that is too large", index)
      }
    }
  }

  /// Each step reads what was written before it, and writes over nothing that is read later.
  private func validateLifetimes() throws(ModelError) {
    var lastRead = [Int](repeating: -1, count: tensors.count)
    for (index, step) in steps.enumerated() { for source in step.sources { lastRead[source] = index } }
    var written = [Bool](repeating: false, count: tensors.count)
    written[inputTensor] = true
    for (index, step) in steps.enumerated() {
      try require(step.sources.allSatisfy { written[$0] }, "step reads what was not written", index)
      for (place, output) in step.outputs.enumerated() {
        try require(!written[output.tensor], "tensor written twice", output.tensor)
        let range = tensors[output.tensor].arenaRange
        for other in tensors.indices where written[other] && lastRead[other] >= index {
          try require(!range.overlaps(tensors[other].arenaRange), "tensors overlap in the arena", output.tensor)
        }
        for other in step.outputs[(place + 1)...] {
          try require(!range.overlaps(tensors[other.tensor].arenaRange), "a step's outputs overlap", output.tensor)
        }
      }
      for output in step.outputs { written[output.tensor] = true }
    }
  }

  /// Pixels of the step's output tensors; the mask's for a classifier.
  public func outputSize(of step: Step) -> (height: Int, width: Int) {
    guard let first = step.outputs.first else { return (maskHeight, maskWidth) }
    return (tensors[first.tensor].height, tensors[first.tensor].width)
  }

  /// How many of `size` pixels a phase computes that begins at `first` and takes every step-th.
  public func computed(_ size: Int, _ first: Int, _ step: Int) -> Int { (size - first + step - 1) / step }

  func require(_ condition: Bool, _ what: StaticString, _ index: Int) throws(ModelError) {
    guard condition else { throw .invalid(StaticStringBox(what), index: index) }
  }
}

extension Range<Int> {
  fileprivate func contains(_ other: Range<Int>) -> Bool {
    other.lowerBound >= lowerBound && other.upperBound <= upperBound
  }
}
