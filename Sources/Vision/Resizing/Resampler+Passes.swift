extension Resampler {
  /// Half of the last place, so that the shift rounds to nearest.
  private static var half: Int32 { 1 << (ResampleAxis.fractionBits - 1) }

  /// No weight is negative, and the sum of the weights may exceed one by a few units, so only the upper end needs a clamp.
  private static func byte(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(sum >> ResampleAxis.fractionBits, 255))
  }

  /// Calls `body` with each finished row of the target, from top to bottom.
  @inline(__always)
  mutating func forEachRow(
    of rgb: UnsafeBufferPointer<UInt8>, rowBytes sourceRowBytes: Int, _ body: (Int, UnsafePointer<UInt8>) -> Void
  ) {
    precondition(rgb.count >= (source.height - 1) * sourceRowBytes + source.width * channels)
    guard let pixels = rgb.baseAddress else { return }
    let rowBytes = target.width * channels
    var rows = unsafe pixels
    var rowStep = sourceRowBytes
    if source.width != target.width {
      for y in 0..<source.height {
        unsafe narrow(pixels + y * sourceRowBytes, into: narrowed.base + y * rowBytes)
      }
      unsafe rows = unsafe UnsafePointer(narrowed.base)
      rowStep = rowBytes
    }
    for y in 0..<target.height {
      if source.height == target.height {
        unsafe body(y, rows + y * rowStep)
      } else {
        unsafe combineRows(for: y, rows, rowStep)
        unsafe body(y, row.base)
      }
    }
  }

  /// Resizes one row from the source's width to the target's.
  private func narrow(_ input: UnsafePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) {
    if channels == 1 { return unsafe narrowPlane(input, into: output) }
    var out = unsafe output
    for x in 0..<target.width {
      let weights = unsafe across.weights.base + x * across.stride
      var pixel = unsafe input + Int(across.starts.base[x]) * 3
      var red = Resampler.half
      var green = Resampler.half
      var blue = Resampler.half
      for tap in unsafe 0..<Int(across.counts.base[x]) {
        let weight = unsafe weights[tap]
        unsafe red &+= weight &* Int32(pixel[0])
        unsafe green &+= weight &* Int32(pixel[1])
        unsafe blue &+= weight &* Int32(pixel[2])
        unsafe pixel += 3
      }
      unsafe out[0] = Resampler.byte(red)
      unsafe out[1] = Resampler.byte(green)
      unsafe out[2] = Resampler.byte(blue)
      unsafe out += 3
    }
  }

  private func narrowPlane(_ input: UnsafePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) {
    for x in 0..<target.width {
      let weights = unsafe across.weights.base + x * across.stride
      let pixels = unsafe input + Int(across.starts.base[x])
      var sum = Resampler.half
      for tap in unsafe 0..<Int(across.counts.base[x]) { unsafe sum &+= weights[tap] &* Int32(pixels[tap]) }
      unsafe output[x] = Resampler.byte(sum)
    }
  }

  /// Computes row y of the target. Whole rows are weighted and added, because the compiler vectorises that.
  private func combineRows(for y: Int, _ rows: UnsafePointer<UInt8>, _ rowStep: Int) {
    let rowBytes = target.width * channels
    let sums = unsafe self.sums.base
    let start = unsafe Int(down.starts.base[y])
    unsafe sums.update(repeating: Resampler.half, count: rowBytes)
    for tap in unsafe 0..<Int(down.counts.base[y]) {
      let weight = unsafe down.weights.base[y * down.stride + tap]
      let input = unsafe rows + (start + tap) * rowStep
      for index in 0..<rowBytes { unsafe sums[index] &+= weight &* Int32(input[index]) }
    }
    let out = unsafe row.base
    for index in 0..<rowBytes { unsafe out[index] = unsafe Resampler.byte(sums[index]) }
  }
}
