import CKernels
import Kernels
import Model

/// Which convolutions F(2, 3) computes. It needs a third fewer products, and is exact for a bounded range of values and weights
/// (NUMERICS.md, "F(2, 3)").
extension Preparation {
  /// True where the table has the kernel, the result is exact, and rows are wide enough for it to pay.
  func takesF23(_ phase: Phase, _ step: Step) -> Bool {
    guard unsafe table.kernels.f23.run != nil, step.kind == .convolution, phase.kernelWidth == 3,
      step.strideY == 1, step.strideX == 1, !step.outputs.isEmpty,
      !step.outputs.contains(where: { plan.tensors[$0.tensor].hasResiduals }),
      isWorthIt(width: plan.outputSize(of: step).width), step.sources.allSatisfy({ halved[$0] })
    else { return false }
    let channels = step.sources.reduce(0) { $0 + plan.tensors[$1].channelStride }
    return phase.kernelHeight * channels <= Int(CATSEYE_F23_DEPTH) && sumsFit(phase, step)
  }

  /// Two products for each of 16 outputs at a time, where the direct kernel has three for each of 8.
  private func isWorthIt(width: Int) -> Bool {
    let products = (width + 15) / 16 * 16 * 2
    return 10 * products <= 9 * ((width + 7) / 8 * 8 * 3)
  }

  /// For each tensor, whether all its values, those of its halo too, lie within -64 ... 63. The clamp of the step that writes it
  /// says so, or the tensor that it pools. Each tensor is written once, before it is read, so one walk over the steps is enough.
  static func halvedTensors(_ plan: Plan) -> [Bool] {
    var halved = [Bool](repeating: false, count: plan.tensors.count)
    for step in plan.steps {
      for output in step.outputs {
        let tensor = plan.tensors[output.tensor]
        let isClamped =
          switch step.kind {
          case .maxPool: halved[step.sources[0]]
          case .convolution, .transposedConvolution, .depthwise, .add, .multiply: output.low >= -64 && output.high <= 63
          default: false
          }
        halved[output.tensor] =
          isClamped && tensor.channelStride % ModelFormat.channelBlock == 0 && !tensor.hasResiduals
          && (-64...63).contains(tensor.zeroPoint)
      }
    }
    return halved
  }

  /// Whether the transformed weights fit int8 without -128: |g0 + g1 + g2| <= 127 and |g0 - g1 + g2| <= 127.
  private func sumsFit(_ phase: Phase, _ step: Step) -> Bool {
    guard var row: UnsafePointer<Int8> = unsafe data.table(at: phase.weights) else { return false }
    for _ in 0..<phase.outputChannels {
      for source in step.sources {
        let channels = plan.tensors[source].channelStride
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
