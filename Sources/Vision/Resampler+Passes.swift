extension Resampler {
  /// Half of the last place, so that the shift rounds to nearest.
  private static var half: Int32 { 1 << (ResampleAxis.fractionBits - 1) }

  /// Weights are not negative and their sum may be a few units over one, so only the upper end needs a clamp.
  private static func byte(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(sum >> ResampleAxis.fractionBits, 255))
  }

  /// Calls `body` with each finished row of the target, top to bottom.
  @inline(__always)
  mutating func forEachRow(
    of rgb: UnsafeBufferPointer<UInt8>, rowBytes sourceRowBytes: Int, _ body: (Int, UnsafePointer<UInt8>) -> Void
  ) {
    precondition(rgb.count >= (source.height - 1) * sourceRowBytes + source.width * 3)
    guard let pixels = rgb.baseAddress else { return }
    let rowBytes = target.width * 3
    var rows = pixels
    var rowStep = sourceRowBytes
    if source.width != target.width {
      for y in 0..<source.height {
        narrow(pixels + y * sourceRowBytes, into: narrowed.base + y * rowBytes)
      }
      rows = UnsafePointer(narrowed.base)
      rowStep = rowBytes
    }
    for y in 0..<target.height {
      if source.height == target.height {
        body(y, rows + y * rowStep)
      } else {
        combineRows(for: y, rows, rowStep)
        body(y, row.base)
      }
    }
  }

  /// One row from the source's width to the target's.
  private func narrow(_ input: UnsafePointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) {
    var out = output
    for x in 0..<target.width {
      let weights = across.weights.base + x * across.stride
      var pixel = input + Int(across.starts.base[x]) * 3
      var red = Resampler.half
      var green = Resampler.half
      var blue = Resampler.half
      for tap in 0..<Int(across.counts.base[x]) {
        let weight = weights[tap]
        red &+= weight &* Int32(pixel[0])
        green &+= weight &* Int32(pixel[1])
        blue &+= weight &* Int32(pixel[2])
        pixel += 3
      }
      out[0] = Resampler.byte(red)
      out[1] = Resampler.byte(green)
      out[2] = Resampler.byte(blue)
      out += 3
    }
  }

  /// Row y of the target, into `row`: whole rows are weighted and added, which the compiler vectorises.
  private func combineRows(for y: Int, _ rows: UnsafePointer<UInt8>, _ rowStep: Int) {
    let rowBytes = target.width * 3
    let sums = self.sums.base
    let start = Int(down.starts.base[y])
    sums.update(repeating: Resampler.half, count: rowBytes)
    for tap in 0..<Int(down.counts.base[y]) {
      let weight = down.weights.base[y * down.stride + tap]
      let input = rows + (start + tap) * rowStep
      for index in 0..<rowBytes { sums[index] &+= weight &* Int32(input[index]) }
    }
    let out = row.base
    for index in 0..<rowBytes { out[index] = Resampler.byte(sums[index]) }
  }
}
