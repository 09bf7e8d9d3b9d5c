import CKernels
import Model

/// Which bytes a convolution touches, from its finished arguments alone. Debug builds check them before the first frame.
extension Preparation {
  /// The tensor that a convolution pools into, if it does.
  func pooledTensor(of step: Int) -> Int? {
    fusions.pooledHeads.first { $0.convolution == step }.map { plan.steps[$0.pool].outputs[0].tensor }
  }

  /// Whether every byte that is read lies in the sources, and every byte that is written in the outputs or in the pooled tensor.
  func isInReach(
    _ convolution: PreparedConvolution, of step: Step, pooled: Int?, _ arena: UnsafeMutableRawPointer
  ) -> Bool {
    let conv = unsafe convolution.arguments
    let sources = unsafe [conv.sources.0, conv.sources.1, conv.sources.2, conv.sources.3]
    let heads = unsafe [conv.heads.0, conv.heads.1]
    let outputs = step.outputs.map { $0.tensor } + (pooled.map { [$0] } ?? [])
    let areRead = step.sources.indices.allSatisfy {
      unsafe holds(step.sources[$0], read(by: conv, convolution.rows, sources[$0], arena))
    }
    let areWritten = unsafe (0..<Int(conv.head_count)).allSatisfy { head in
      let shrink = unsafe conv.pooled != 0 && head == Int(conv.head_count) - 1 ? 2 : 1
      let written = unsafe written(by: conv, convolution.rows / shrink, Int(conv.width) / shrink, heads[head], arena)
      return written.isEmpty || outputs.contains { holds($0, written) }
    }
    return areRead && areWritten
  }

  private func holds(_ tensor: Int, _ bytes: Range<Int>) -> Bool {
    let range = plan.tensors[tensor].arenaRange
    return bytes.lowerBound >= range.lowerBound && bytes.upperBound <= range.upperBound
  }

  /// The bytes that are read: from the first byte of the first window to the last byte of the last window.
  private func read(
    by conv: CatseyeConv, _ rows: Int, _ source: CatseyeSource, _ arena: UnsafeMutableRawPointer
  ) -> Range<Int> {
    let first = unsafe UnsafeRawPointer(arena).distance(to: UnsafeRawPointer(source.window))
    let lastRow = unsafe (rows - 1) * Int(conv.stride_y) + Int(conv.kernel_height) - 1
    let lastPixel = unsafe Int(conv.width - 1) * Int(conv.stride_x) * Int(source.channels)
    return unsafe first..<first + lastRow * source.row_stride + lastPixel + Int(source.run)
  }

  /// The bytes that are written: from the first byte of the first pixel to the last byte of the last pixel, residuals included.
  private func written(
    by conv: CatseyeConv, _ rows: Int, _ columns: Int, _ head: CatseyeHead, _ arena: UnsafeMutableRawPointer
  ) -> Range<Int> {
    guard rows > 0, columns > 0, let out = unsafe head.out else { return 0..<0 }
    let first = unsafe UnsafeRawPointer(arena).distance(to: UnsafeRawPointer(out))
    let last = unsafe (rows - 1) * head.row_stride + (columns - 1) * head.pixel_stride + head.residual
    return unsafe first..<first + last + Int(conv.out_channels)
  }
}
