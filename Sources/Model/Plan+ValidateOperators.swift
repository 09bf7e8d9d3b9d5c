/// The steps between convolutions.
extension Plan {
  func validateOperator(
    _ step: Step, _ operands: Operands, _ index: Int, _ data: UnsafeRawBufferPointer
  ) throws(ModelError) {
    let sources = step.sources.map { tensors[$0] }
    for tensor in sources + step.outputs.map({ tensors[$0.tensor] }) {
      try require(tensor.channelStride == tensor.paddedChannels, "operator's channel stride", index)
    }
    try require(!step.outputs.isEmpty && step.kind != .classifier, "operator without an output", index)
    if step.kind == .depthwise { return try unsafe validateDepthwise(step, operands, index, data) }
    try require(step.outputs.count == 1 && step.phases.isEmpty, "operator's output", index)
    try step.kind.validate(
      unsafe OperatorValidation(
        plan: self, step: step, operands: operands, sources: sources, output: tensors[step.outputs[0].tensor],
        data: data, index: index))
  }

  /// Source and outputs have the same channels, and the windows stay inside the source.
  private func validateDepthwise(
    _ step: Step, _ operands: Operands, _ index: Int, _ data: UnsafeRawBufferPointer
  ) throws(ModelError) {
    try require(step.sources.count == 1 && step.phases.count == 1, "depthwise convolution", index)
    try require(phases.indices.contains(step.phases.lowerBound), "step's phases", index)
    let phase = phases[step.phases.lowerBound]
    let source = tensors[step.sources[0]]
    let sides = 1...ModelFormat.maximumKernel
    try require(sides.contains(phase.kernelHeight) && sides.contains(phase.kernelWidth), "kernel size", index)
    let taps = phase.kernelHeight * phase.kernelWidth
    try require(taps <= ModelFormat.maximumDepthwiseTaps, "kernel size", index)
    let dilations = 1...ModelFormat.maximumKernel
    try require(dilations.contains(operands.dilationY) && dilations.contains(operands.dilationX), "dilation", index)
    try require(phase.outputY == 0 && phase.outputX == 0, "phase's place", index)
    try require((1...ModelFormat.maximumChannels).contains(phase.outputChannels), "output channels", index)
    try require(source.channelStride == phase.paddedChannels, "depthwise channels", index)
    try require(outputsFit(phase, of: step), "phase's outputs", index)
    try require(windowsAreInside(source, of: phase, in: step), "window outside its tensor", index)
    try unsafe validateTables(phase, index, weightBytes: taps * phase.paddedChannels, data)
  }
}
