import CKernels
import Kernels

/// Runs the step that gives the mask.
extension StepJob {
  /// Computes a band of rows: through the convolution into scratch, and from there to classes.
  func classify(
    _ rows: Range<Int>, _ band: PreparedStep.Band, _ convolution: PreparedConvolution,
    _ classifier: PreparedStep.Classifier, _ own: UnsafeMutablePointer<UInt8>
  ) {
    let place = unsafe own + scratchStride - sumsBytes(classifier) - band.byteCount
    let firstRow =
      unsafe UnsafeMutableRawPointer(place).assumingMemoryBound(to: Int8.self) - rows.lowerBound * band.rowBytes
    var before = unsafe convolutions[band.convolution]
    unsafe before.arguments.heads.0.out = unsafe firstRow
    unsafe before.arguments.heads.0.row_stride = band.rowBytes
    unsafe before.kernel.run(&before.arguments, Int32(rows.lowerBound), Int32(rows.upperBound), own)
    var convolution = convolution
    unsafe convolution.arguments.sources.0.window = unsafe UnsafePointer(firstRow)
    unsafe convolution.arguments.sources.0.row_stride = band.rowBytes
    for row in rows { unsafe classify(row..<row + 1, convolution, classifier, own) }
  }

  /// Bytes of the rows of accumulators, which are at the end of scratch.
  private func sumsBytes(_ classifier: PreparedStep.Classifier) -> Int {
    classifier.rowsAtOnce * classifier.width * classifier.stride * MemoryLayout<Int32>.stride
  }

  /// Computes a few rows: accumulators into scratch, then the largest logit of each pixel.
  func classify(
    _ rows: Range<Int>, _ convolution: PreparedConvolution, _ classifier: PreparedStep.Classifier,
    _ own: UnsafeMutablePointer<UInt8>
  ) {
    let accumulators = unsafe UnsafeMutableRawPointer(own + scratchStride - sumsBytes(classifier))
      .assumingMemoryBound(to: Int32.self)
    var conv = unsafe convolution.arguments
    unsafe conv.accumulators = unsafe accumulators
    unsafe convolution.kernel.run(&conv, Int32(rows.lowerBound), Int32(rows.upperBound), own)
    let (first, pixels) = (rows.lowerBound * classifier.width, rows.count * classifier.width)
    unsafe kernels.arg_max(
      accumulators, Int32(classifier.stride), classifier.factors, Int32(classifier.classes),
      mask + first, Int32(pixels))
    guard let logits = unsafe logits else { return }
    let plane = classifier.rows * classifier.width
    for c in 0..<classifier.classes {
      let out = unsafe logits + c * plane + first
      for x in 0..<pixels {
        unsafe out[x] = unsafe ScalarReference.logit(accumulators[x * classifier.stride + c], classifier.factors[c])
      }
    }
  }
}
