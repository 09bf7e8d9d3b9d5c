import CKernels

extension ScalarReference {
  /// Direct convolution: Y[o] = Σ over sources, window rows and run bytes of w · q, in Int32, then the heads.
  ///
  /// Weights are those of the file, [out_channels][source][window row][run].
  /// - Parameter inPairs: whether the same sum is taken by F(2, 3)
  static func convolve(_ conv: CatseyeConv, rows: Range<Int32>, inPairs: Bool = false) {
    guard let packed = unsafe conv.weights else { return }
    let sources = unsafe (conv.sources.0, conv.sources.1, conv.sources.2, conv.sources.3)
    let heads = unsafe (conv.heads.0, conv.heads.1)
    let channels = unsafe Int(conv.out_channels)
    for y in rows {
      for x in unsafe 0..<Int(conv.width) {
        var weights = unsafe packed.assumingMemoryBound(to: Int8.self)
        for o in 0..<channels {
          var sum: Int32 = 0
          if inPairs {
            sum = unsafe pairedSum(conv, y: Int(y), x: x, &weights)
          } else {
            unsafe multiply(conv, sources.0, y: Int(y), x: x, &weights, &sum)
            if unsafe conv.source_count > 1 { unsafe multiply(conv, sources.1, y: Int(y), x: x, &weights, &sum) }
            if unsafe conv.source_count > 2 { unsafe multiply(conv, sources.2, y: Int(y), x: x, &weights, &sum) }
            if unsafe conv.source_count > 3 { unsafe multiply(conv, sources.3, y: Int(y), x: x, &weights, &sum) }
          }
          if unsafe conv.head_count == 0 {
            let pixel = unsafe Int(y - rows.lowerBound) * Int(conv.width) + x
            unsafe conv.accumulators[pixel * channels + o] = unsafe sum &+ heads.0.bias[o]
          }
          let pooled = unsafe conv.pooled == 0 ? 0 : conv.head_count
          if unsafe conv.head_count > 0, pooled != 1 { unsafe store(sum, heads.0, y: Int(y), x: x, channel: o) }
          if unsafe conv.head_count > 1, pooled != 2 { unsafe store(sum, heads.1, y: Int(y), x: x, channel: o) }
          if pooled != 0, y | 1 < rows.upperBound, unsafe x | 1 < Int(conv.width) {
            unsafe pool(sum, pooled == 1 ? heads.0 : heads.1, y: Int(y), x: x, channel: o)
          }
        }
      }
    }
  }

  /// The sum over one source's window; it moves `weights` to the next source's.
  @inline(__always)
  private static func multiply(
    _ conv: CatseyeConv, _ source: CatseyeSource, y: Int, x: Int, _ weights: inout UnsafePointer<Int8>,
    _ sum: inout Int32
  ) {
    let first = unsafe y * Int(conv.stride_y) * source.row_stride + x * Int(conv.stride_x) * Int(source.channels)
    var row = unsafe source.window + first
    let run = unsafe Int(source.run)
    for _ in unsafe 0..<conv.kernel_height {
      for k in 0..<run { unsafe sum &+= Int32(row[k]) &* Int32(weights[k]) }
      unsafe row += source.row_stride
      unsafe weights += run
    }
  }

  @inline(__always)
  static func store(_ sum: Int32, _ head: CatseyeHead, y: Int, x: Int, channel: Int) {
    let out = unsafe head.out + y * head.row_stride + x * head.pixel_stride + channel
    unsafe out.pointee = unsafe requantise(sum, head, channel: channel)
    if unsafe head.residual != 0 { unsafe out[head.residual] = unsafe residual(sum, head, channel: channel) }
  }

  /// Writes into a tensor of half the size the largest of each 2x2, whose first pixel comes first.
  @inline(__always)
  private static func pool(_ sum: Int32, _ head: CatseyeHead, y: Int, x: Int, channel: Int) {
    let place = unsafe head.out + y / 2 * head.row_stride + x / 2 * head.pixel_stride + channel
    let value = unsafe requantise(sum, head, channel: channel)
    unsafe place.pointee = unsafe y % 2 == 0 && x % 2 == 0 ? value : max(place.pointee, value)
  }

  static func pack(_ shape: CatseyeWeightShape, _ weights: UnsafePointer<Int8>, into packed: UnsafeMutableRawPointer) {
    let bytes = reduction(shape) * Int(shape.out_channels)
    unsafe packed.copyMemory(from: weights, byteCount: bytes)
    unsafe (packed + bytes).initializeMemory(as: UInt8.self, repeating: 0, count: packedBytes(shape) - bytes)
  }

  static func packedBytes(_ shape: CatseyeWeightShape) -> Int {
    let block = Int(CATSEYE_CHANNEL_BLOCK)
    return reduction(shape) * ((Int(shape.out_channels) + block - 1) / block * block)
  }

  /// The number of products for one output value.
  private static func reduction(_ shape: CatseyeWeightShape) -> Int {
    let runs = (shape.runs.0, shape.runs.1, shape.runs.2, shape.runs.3)
    var bytes = Int(runs.0)
    if shape.source_count > 1 { bytes += Int(runs.1) }
    if shape.source_count > 2 { bytes += Int(runs.2) }
    if shape.source_count > 3 { bytes += Int(runs.3) }
    return bytes * Int(shape.kernel_height)
  }
}
