import Model

/// Mixes the classes' colours half and half with a frame's: (p + colour + 1) / 2, rounded down.
public struct Overlay: ~Copyable {
  /// [256][3]. A class that the model does not have leaves the pixel as it is.
  private let colours: Buffer<UInt16>
  private let classes: Int

  public init(classes: [ModelClass]) throws(VisionError) {
    var colours = try Buffer<UInt16>(count: 256 * 3)
    self.classes = min(classes.count, 256)
    for index in 0..<self.classes {
      colours[3 * index] = UInt16(classes[index].red) + 1
      colours[3 * index + 1] = UInt16(classes[index].green) + 1
      colours[3 * index + 2] = UInt16(classes[index].blue) + 1
    }
    self.colours = colours
  }

  /// - Parameters:
  ///   - rgb: the frame, [height][width][3], changed in place.
  ///   - mask: class indices, [height][width].
  public func blend(_ mask: UnsafeBufferPointer<UInt8>, over rgb: UnsafeMutableBufferPointer<UInt8>) {
    precondition(rgb.count == mask.count * 3)
    guard let indices = mask.baseAddress, var pixel = rgb.baseAddress else { return }
    for index in 0..<mask.count {
      let kind = unsafe Int(indices[index])
      if kind < classes {
        let colour = unsafe colours.base + 3 * kind
        for channel in 0..<3 {
          unsafe pixel[channel] = unsafe UInt8(truncatingIfNeeded: (UInt16(pixel[channel]) + colour[channel]) >> 1)
        }
      }
      unsafe pixel += 3
    }
  }
}
