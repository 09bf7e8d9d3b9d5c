import NetworkGraph

extension FloatPhase {
  /// The single phase of an ordinary convolution.
  init(_ convolution: Convolution) {
    self.init(
      kernel: convolution.kernel, originY: -convolution.padding.top, originX: -convolution.padding.left, outputY: 0,
      outputX: 0, weights: convolution.weights, bias: convolution.bias, weightScales: convolution.weightScales)
  }

  /// The four phases of a transposed convolution with stride 2 (NUMERICS.md, "Transposed convolution").
  ///
  /// Output 2j + p is the sum of w[k] · x[j + (p + padding - k) / 2] over the taps k for which that division is exact.
  static func phases(of transposed: TransposedConvolution) -> [FloatPhase] {
    var phases: [FloatPhase] = []
    for y in 0..<2 {
      let rows = taps(phase: y, padding: transposed.padding.top, kernel: transposed.kernel.height)
      for x in 0..<2 {
        let columns = taps(phase: x, padding: transposed.padding.left, kernel: transposed.kernel.width)
        phases.append(phase(of: transposed, y: y, x: x, rows: rows, columns: columns))
      }
    }
    return phases
  }

  private static func phase(
    of transposed: TransposedConvolution, y: Int, x: Int, rows: [Tap], columns: [Tap]
  ) -> FloatPhase {
    // a kernel smaller than the stride has no taps for some phases; these are the bias alone, with one tap of weight 0
    guard !rows.isEmpty, !columns.isEmpty else {
      return FloatPhase(
        kernel: Extent(height: 1, width: 1), originY: 0, originX: 0, outputY: y, outputX: x,
        weights: [Float](repeating: 0, count: transposed.outputChannels * transposed.inputChannels),
        bias: transposed.bias, weightScales: transposed.weightScales)
    }
    var weights: [Float] = []
    weights.reserveCapacity(transposed.weights.count / 4 + 1)
    for o in 0..<transposed.outputChannels {
      for i in 0..<transposed.inputChannels {
        let first = (i * transposed.outputChannels + o) * transposed.kernel.count
        for row in rows {
          for column in columns {
            weights.append(transposed.weights[first + row.index * transposed.kernel.width + column.index])
          }
        }
      }
    }
    return FloatPhase(
      kernel: Extent(height: rows.count, width: columns.count), originY: rows[0].offset,
      originX: columns[0].offset, outputY: y, outputX: x, weights: weights, bias: transposed.bias,
      weightScales: transposed.weightScales)
  }

  /// An index into the kernel, and the input pixel that it multiplies, relative to j.
  private struct Tap {
    var index, offset: Int
  }

  /// The taps in the order of their input pixels, which follow one another without a gap.
  private static func taps(phase: Int, padding: Int, kernel: Int) -> [Tap] {
    (0..<kernel).reversed().filter { (phase + padding - $0) % 2 == 0 }
      .map { Tap(index: $0, offset: (phase + padding - $0) / 2) }
  }
}
