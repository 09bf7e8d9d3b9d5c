/// Turns YUV into RGB, in fixed point with 16 bits of fraction (NUMERICS.md, "Frames").
///
/// Each pixel takes the chroma sample that covers it; nothing is interpolated.
public struct YUVDecoding: Sendable {
  private let luma, redOfV, greenOfU, greenOfV, blueOfU, black: Int32

  public init(_ colour: YUVColour) {
    let red = colour.redWeight
    let blue = colour.blueWeight
    let green = 1 - red - blue
    let chroma = 255 / colour.chromaSteps
    luma = YUVDecoding.fixed(255 / colour.lumaSteps)
    redOfV = YUVDecoding.fixed(2 * (1 - red) * chroma)
    blueOfU = YUVDecoding.fixed(2 * (1 - blue) * chroma)
    greenOfU = YUVDecoding.fixed(2 * (1 - blue) * blue / green * chroma)
    greenOfV = YUVDecoding.fixed(2 * (1 - red) * red / green * chroma)
    black = colour.black
  }

  private static func fixed(_ value: Double) -> Int32 { Int32((value * 65536).rounded()) }

  /// - Parameters:
  ///   - bytes: `layout.byteCount` bytes.
  ///   - rgb: [height][width][3].
  public func decode(_ bytes: UnsafePointer<UInt8>, _ layout: YUVLayout, into rgb: UnsafeMutablePointer<UInt8>) {
    unsafe decode(layout.samples(bytes), layout.size, into: rgb)
  }

  /// The same for samples anywhere in memory.
  func decode(_ samples: YUVSamples, _ size: PictureSize, into rgb: UnsafeMutablePointer<UInt8>) {
    let width = size.width
    for y in 0..<size.height {
      let out = unsafe rgb + y * width * 3
      let luma = unsafe samples.luma.row(y)
      if samples.isGrey {
        unsafe greyRow(luma, width, out)
        continue
      }
      let u = unsafe samples.u.row(y >> samples.shiftY)
      let v = unsafe samples.v.row(y >> samples.shiftY)
      // each case is written out, so that the compiler specialises the loop for its steps
      switch (samples.luma.step, samples.u.step, samples.shiftX) {
      case (1, 1, 1): unsafe row(luma, 1, u, v, 1, 1, width, out)
      case (1, 1, 0): unsafe row(luma, 1, u, v, 1, 0, width, out)
      case (1, 2, 1): unsafe row(luma, 1, u, v, 2, 1, width, out)
      case (2, 4, 1): unsafe row(luma, 2, u, v, 4, 1, width, out)
      default: unsafe row(luma, samples.luma.step, u, v, samples.u.step, samples.shiftX, width, out)
      }
    }
  }

  @inline(__always)
  private func row(
    _ luma: UnsafePointer<UInt8>, _ lumaStep: Int, _ u: UnsafePointer<UInt8>, _ v: UnsafePointer<UInt8>,
    _ chromaStep: Int, _ shift: Int, _ width: Int, _ out: UnsafeMutablePointer<UInt8>
  ) {
    for x in 0..<width {
      let blueness = unsafe Int32(u[(x >> shift) * chromaStep]) - 128
      let redness = unsafe Int32(v[(x >> shift) * chromaStep]) - 128
      let grey = unsafe scaled(luma[x * lumaStep])
      unsafe out[3 * x] = byte(grey &+ redOfV &* redness)
      unsafe out[3 * x + 1] = byte(grey &- greenOfU &* blueness &- greenOfV &* redness)
      unsafe out[3 * x + 2] = byte(grey &+ blueOfU &* blueness)
    }
  }

  private func greyRow(_ luma: UnsafePointer<UInt8>, _ width: Int, _ out: UnsafeMutablePointer<UInt8>) {
    for x in 0..<width {
      let grey = unsafe byte(scaled(luma[x]))
      unsafe out[3 * x] = grey
      unsafe out[3 * x + 1] = grey
      unsafe out[3 * x + 2] = grey
    }
  }

  /// Adds half of the last place, so that the shift rounds to nearest.
  @inline(__always)
  private func scaled(_ value: UInt8) -> Int32 { luma &* (Int32(value) &- black) &+ 32768 }

  @inline(__always)
  private func byte(_ value: Int32) -> UInt8 { UInt8(truncatingIfNeeded: min(max(value >> 16, 0), 255)) }
}
