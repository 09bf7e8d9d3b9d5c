/// Finds the layers that F(2, 3) may compute: in pairs of outputs along a row, with a third fewer products, and exactly (NUMERICS.md,
/// "F(2, 3)"). Not every processor's table has such a kernel; what a file allows is the same for all processors.
extension Plan {
  /// The int8 values of a tensor that such a layer may read: half of all.
  public static let halvedRange = -64...63
  /// The largest product of window rows and channels of such a layer.
  public static let largestPairedDepth = 1 << 17

  /// For each tensor, whether all its values, those of its halo too, lie within `halvedRange`. The clamp of the step that writes the
  /// tensor guarantees it, or the tensor that this step pools, copies or interpolates. Each tensor is written once, before it is read,
  /// so one walk over the steps is enough.
  public var halvedTensors: [Bool] {
    var halved = [Bool](repeating: false, count: tensors.count)
    let range = Plan.halvedRange
    for step in steps {
      for output in step.outputs {
        let tensor = tensors[output.tensor]
        let isClamped =
          switch step.kind {
          case _ where step.kind.keepsRange: halved[step.sources[0]]
          case .convolution, .transposedConvolution, .depthwise, .add, .multiply:
            output.low >= range.lowerBound && output.high <= range.upperBound
          default: false
          }
        halved[output.tensor] =
          isClamped && tensor.channelStride % ModelFormat.channelBlock == 0 && !tensor.hasResiduals
          && range.contains(tensor.zeroPoint)
      }
    }
    return halved
  }

  /// Whether F(2, 3) saves time on rows of `width` outputs. It has two products for each output and computes 16 outputs at a time; the
  /// direct kernel has three and computes 8 at a time.
  public static func pairsPay(width: Int) -> Bool {
    let products = (width + 15) / 16 * 16 * 2
    return 10 * products <= 9 * ((width + 7) / 8 * 8 * 3)
  }

  /// Whether F(2, 3) would give the exact result of a phase, and the rows are wide enough for it to save time.
  ///
  /// - Parameters:
  ///   - halved: `halvedTensors`
  ///   - data: the file's data section
  public func canBePaired(_ phase: Phase, _ step: Step, halved: [Bool], data: UnsafeRawBufferPointer) -> Bool {
    guard step.kind == .convolution, phase.kernelWidth == 3, step.strideY == 1, step.strideX == 1,
      !step.outputs.isEmpty, !step.outputs.contains(where: { tensors[$0.tensor].hasResiduals }),
      Plan.pairsPay(width: outputSize(of: step).width), step.sources.allSatisfy({ halved[$0] })
    else { return false }
    let strides = step.sources.map { tensors[$0].channelStride }
    guard phase.kernelHeight * strides.reduce(0, +) <= Plan.largestPairedDepth else { return false }
    return unsafe sumsFit(phase, channelStrides: strides, data)
  }

  /// Whether the transformed weights fit int8 without -128: |g0 + g1 + g2| <= 127 and |g0 - g1 + g2| <= 127.
  private func sumsFit(_ phase: Phase, channelStrides: [Int], _ data: UnsafeRawBufferPointer) -> Bool {
    guard let base = data.baseAddress else { return false }
    var row = unsafe (base + phase.weights).assumingMemoryBound(to: Int8.self)
    for _ in 0..<phase.outputChannels {
      for channels in channelStrides {
        for _ in 0..<phase.kernelHeight {
          for c in 0..<channels {
            let outer = unsafe Int(row[c]) + Int(row[2 * channels + c])
            let middle = unsafe Int(row[channels + c])
            if abs(outer) + abs(middle) > 127 { return false }
          }
          unsafe row += 3 * channels
        }
      }
    }
    return true
  }
}

extension Model {
  /// The parts of a model that F(2, 3) may compute, whatever the processor.
  public struct Pairs {
    /// Indices of tensors that use half of int8's values, without those that are pooled, copied or interpolated from others.
    public let tensors: [Int]
    /// Indices of the steps that F(2, 3) may compute.
    public let steps: [Int]
    /// Multiply-accumulates that F(2, 3) saves, as a share of the frame's.
    public let savedMultiplications: Double
  }

  public var pairs: Pairs {
    let halved = plan.halvedTensors
    let steps = plan.steps.indices.filter { index in
      let step = plan.steps[index]
      return !step.phases.isEmpty
        && step.phases.allSatisfy { unsafe plan.canBePaired(plan.phases[$0], step, halved: halved, data: data) }
    }
    let written = plan.steps.filter { !$0.kind.keepsRange }.flatMap { $0.outputs.map { $0.tensor } }
    let all = plan.steps.reduce(0) { $0 + plan.multiplyAccumulates(of: $1) }
    let saved = steps.reduce(0) { $0 + plan.multiplyAccumulates(of: plan.steps[$1]) / 3 }
    return Pairs(
      tensors: written.filter { halved[$0] }, steps: steps,
      savedMultiplications: all == 0 ? 0 : Double(saved) / Double(all))
  }
}
