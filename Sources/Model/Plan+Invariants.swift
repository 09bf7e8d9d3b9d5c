/// The invariants that the engine relies on. Each has a name and is written once, here.
///
/// `Plan.validate` establishes them for a file. Debug builds of the engine assert them again where it uses them, so that both always mean
/// the same.
extension Plan {
  /// The pixels that a phase computes of its step's outputs; a phase without rows or columns computes nothing and is never
  /// called.
  public func grid(of phase: Phase, in step: Step) -> (rows: Int, columns: Int) {
    let size = outputSize(of: step)
    let rows = computed(size.height, phase.outputY, step.outputSpacing)
    let columns = computed(size.width, phase.outputX, step.outputSpacing)
    return rows > 0 && columns > 0 ? (rows, columns) : (0, 0)
  }

  /// For every pixel that a phase computes, the window lies in the source and its halo.
  public func windowsAreInside(_ source: Tensor, of phase: Phase, in step: Step) -> Bool {
    let grid = grid(of: phase, in: step)
    guard grid.rows > 0 else { return true }
    let (dilationY, dilationX) = (step.operands?.dilationY ?? 1, step.operands?.dilationX ?? 1)
    let lastY = (grid.rows - 1) * step.strideY + phase.originY + (phase.kernelHeight - 1) * dilationY
    let lastX = (grid.columns - 1) * step.strideX + phase.originX + (phase.kernelWidth - 1) * dilationX
    return phase.originY >= -source.halo && phase.originX >= -source.halo && lastY < source.height + source.halo
      && lastX < source.width + source.halo
  }

  /// All outputs of a phase have the same size, have its channels, and have residuals or none, so that there is room for what it writes.
  public func outputsFit(_ phase: Phase, of step: Step) -> Bool {
    let size = outputSize(of: step)
    return phase.heads.count == max(step.outputs.count, 1)
      && step.outputs.allSatisfy {
        let tensor = tensors[$0.tensor]
        return tensor.height == size.height && tensor.width == size.width
          && tensor.paddedChannels == phase.paddedChannels
          && (tensor.channelStride == tensor.paddedChannels || tensor.hasResiduals)
      }
  }

  /// A transposed convolution takes each input pixel once in each of four phases, and these write every output pixel once;
  /// any other convolution has one phase, which writes all.
  public func phasesCoverOutput(_ step: Step) -> Bool {
    let places = step.phases.map { phases[$0].outputY * step.outputSpacing + phases[$0].outputX }
    guard step.kind == .transposedConvolution else { return places == [0] }
    return places.sorted() == [0, 1, 2, 3] && step.strideY == 1 && step.strideX == 1
  }

  /// Every window of a pooling touches its tensor.
  public func windowsTouch(_ source: Tensor, of step: Step) -> Bool {
    let size = outputSize(of: step)
    return step.paddingTop < step.kernelHeight && step.paddingLeft < step.kernelWidth
      && (size.height - 1) * step.strideY - step.paddingTop < source.height
      && (size.width - 1) * step.strideX - step.paddingLeft < source.width
  }

  /// The tensor, its halo included, lies in the arena.
  public func isInArena(_ tensor: Tensor) -> Bool {
    tensor.arenaOffset % ModelFormat.alignment == 0 && tensor.arenaRange.upperBound <= arenaBytes
  }

  /// The last step classifies each pixel of its one source from that pixel alone, and there are as many pixels in the mask.
  /// Most models fulfil it and none must: the code that makes use of it asks first.
  public var classifiesPixelByPixel: Bool {
    guard let last = steps.last, last.kind == .classifier, last.sources.count == 1 else { return false }
    let (source, phase) = (tensors[last.sources[0]], phases[last.phases.lowerBound])
    return source.height == maskHeight && source.width == maskWidth && phase.originY == 0 && phase.originX == 0
      && [phase.kernelHeight, phase.kernelWidth, last.strideY, last.strideX].allSatisfy { $0 == 1 }
  }
}
