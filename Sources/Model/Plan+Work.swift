extension Plan {
  /// Multiply-accumulates of a step in one frame. Real channels count and padding does not; residuals count. 0 for a step that is no
  /// convolution.
  public func multiplyAccumulates(of step: Step) -> Int {
    let size = outputSize(of: step)
    let inputs = step.kind == .depthwise ? 1 : step.sources.reduce(0) { $0 + tensors[$1].factors }
    return step.phases.reduce(0) { sum, index in
      let phase = phases[index]
      let pixels =
        computed(size.height, phase.outputY, step.outputSpacing)
        * computed(size.width, phase.outputX, step.outputSpacing)
      return sum + pixels * phase.kernelHeight * phase.kernelWidth * inputs * phase.outputChannels
    }
  }

  /// Billions of multiply-accumulates in one frame.
  public var gmacPerFrame: Double {
    Double(steps.reduce(0) { $0 + multiplyAccumulates(of: $1) }) / 1e9
  }
}
