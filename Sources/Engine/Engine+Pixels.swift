import Model

extension Engine {
  /// Puts a frame into the input tensor.
  ///
  /// - Parameter pixels: bytes at the model's size, [height][width][channels]
  public mutating func fill(_ pixels: [UInt8]) {
    let (size, channels) = (plan.input, plan.input.channels)
    precondition(pixels.count == size.height * size.width * channels)
    for y in 0..<size.height {
      for x in 0..<size.width {
        let pixel = unsafe input + y * inputRowStride + x * inputPixelStride
        for c in 0..<channels {
          unsafe pixel[c] = Int8(bitPattern: pixels[(y * size.width + x) * channels + c] ^ 0x80)
        }
      }
    }
  }
}
