import Model
import Randomness

extension Engine {
  /// The digest of the model's test frame: a checksum of every bit of its mask and its logits.
  ///
  /// The frame is noise in blocks of 8x8 pixels at the model's size, from one seed, so that every part of the network has
  /// something to find. A conversion keeps the digest in the file (`Plan.testDigest`); it is the same on every machine.
  public mutating func testDigest() throws(EngineError) -> UInt64 {
    let bytes = plan.logitCount * MemoryLayout<Float>.stride
    guard plan.logitCount <= ModelFormat.largestLogitCount else { throw .outOfMemory(bytes: bytes) }
    let memory = try unsafe MemoryMapping(byteCount: bytes)
    let logits = unsafe UnsafeMutableRawBufferPointer(start: memory.base, count: bytes)
    fillTestFrame()
    unsafe run(logits: logits.bindMemory(to: Float.self))
    let ofLogits = unsafe ModelFormat.checksum(UnsafeRawBufferPointer(logits))
    // 0 stands for "not recorded"
    return unsafe max(ofLogits ^ ModelFormat.checksum(UnsafeRawBufferPointer(mask)), 1)
  }

  private mutating func fillTestFrame() {
    let side = 8
    let columns = (plan.input.width + side - 1) / side
    var random = SplitMix64(seed: 1)
    var blocks = [UInt64](repeating: 0, count: columns)
    for y in 0..<plan.input.height {
      if y % side == 0 { for index in blocks.indices { blocks[index] = random.next() } }
      for x in 0..<plan.input.width {
        let pixel = unsafe input + y * inputRowStride + x * inputPixelStride
        for channel in 0..<inputPixelStride {
          let value = blocks[x / side] >> UInt64(8 * channel)
          unsafe pixel[channel] = channel < plan.input.channels ? Int8(truncatingIfNeeded: value) : 0
        }
      }
    }
  }
}
