/// Channels that pad a tensor: their contents must not matter where no step has written them.
///
/// A sum, a product and a rescaling write a tensor's channels and not its padding. So the padding holds what was in the arena before: a
/// part of another tensor, of the last frame, or zeros. Steps that treat each channel alone copy it. A convolution mixes channels: its
/// weights of such padding must be zero, or the mask would depend on what came before.
extension Plan {
  func validatePadding(_ data: UnsafeRawBufferPointer) throws(ModelError) {
    var isWritten = [Bool](repeating: true, count: tensors.count)
    for step in steps {
      switch step.kind {
      case .convolution, .transposedConvolution, .classifier:
        for index in step.phases { try unsafe validatePadding(index, of: step, isWritten, data) }
      case .rescale, .add, .multiply:
        for output in step.outputs where tensors[output.tensor].channels < tensors[output.tensor].channelStride {
          isWritten[output.tensor] = false
        }
      default:  // treats each channel alone
        for output in step.outputs where !isWritten[step.sources[0]] { isWritten[output.tensor] = false }
      }
    }
  }

  private func validatePadding(
    _ index: Int, of step: Step, _ isWritten: [Bool], _ data: UnsafeRawBufferPointer
  ) throws(ModelError) {
    guard !step.sources.allSatisfy({ isWritten[$0] }) else { return }
    let phase = phases[index]
    let sources = step.sources.map { (tensor: tensors[$0], isWritten: isWritten[$0]) }
    var place = phase.weights
    for _ in 0..<phase.outputChannels {
      for (tensor, isWritten) in sources {
        for _ in 0..<phase.kernelHeight * phase.kernelWidth {
          defer { place += tensor.channelStride }
          guard !isWritten else { continue }
          for channel in tensor.channels..<tensor.channelStride {
            try unsafe require(data[place + channel] == 0, "a weight of channels that are not written", index)
          }
        }
      }
    }
  }
}
