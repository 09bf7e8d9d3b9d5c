extension Plan {
  /// Multiply-accumulates of a step in one frame, of real channels, not of padding; 0 for pooling.
  public func multiplyAccumulates(of step: Step) -> Int {
    let size = outputSize(of: step)
    let inputs = step.sources.reduce(0) { $0 + tensors[$1].channels }
    return step.phases.reduce(0) { sum, index in
      let phase = phases[index]
      let pixels =
        computed(size.height, phase.outputY, step.outputStep) * computed(size.width, phase.outputX, step.outputStep)
      return sum + pixels * phase.kernelHeight * phase.kernelWidth * inputs * phase.outputChannels
    }
  }

  /// The same with the padding of what a step reads: what no kernel can do with less of.
  public func paddedProducts(of step: Step) -> Int {
    let size = outputSize(of: step)
    let strides = step.sources.map { tensors[$0].channelStride }
    return step.phases.reduce(0) { sum, index in
      let phase = phases[index]
      let pixels = size.height * size.width / (step.outputStep * step.outputStep)
      return sum + pixels * phase.outputChannels * phase.reduction(channelStrides: strides)
    }
  }

  /// Billions of multiply-accumulates in one frame.
  public var gmacPerFrame: Double {
    Double(steps.reduce(0) { $0 + multiplyAccumulates(of: $1) }) / 1e9
  }
}
