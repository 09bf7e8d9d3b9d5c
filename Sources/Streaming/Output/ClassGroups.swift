import Vision

/// Groups of classes. Each makes a binary plane of its own.
struct ClassGroups: ~Copyable {
  let count: Int
  /// [groups][256]: 255 for the group's classes, 0 for all else.
  private let memberships: Buffer<UInt8>

  /// - Parameter groups: class indices, each below 255.
  init(_ groups: [[Int]]) throws(VisionError) {
    let memberships = try Buffer<UInt8>(count: groups.count * 256)
    for (index, group) in groups.enumerated() {
      for kind in group {
        precondition((0..<256).contains(kind))
        unsafe memberships.base[index * 256 + kind] = 255
      }
    }
    count = groups.count
    self.memberships = memberships
  }

  /// As above, where a pixel may be of several classes: 255 where a class of the group has a logit above 0, and where the mask's
  /// class is in the group (the class "none" has no logit above 0).
  func apply(
    _ group: Int, to mask: UnsafeBufferPointer<UInt8>, _ logits: UnsafeBufferPointer<Float>,
    into plane: UnsafeMutableBufferPointer<UInt8>
  ) {
    unsafe apply(group, to: mask, into: plane)
    for index in 0..<logits.count where unsafe logits[index] > 0 {
      unsafe plane[index % mask.count] |= memberships.base[group * 256 + index / mask.count]
    }
  }

  func apply(
    _ group: Int, to mask: UnsafeBufferPointer<UInt8>, into plane: UnsafeMutableBufferPointer<UInt8>
  ) {
    precondition(group < count && mask.count == plane.count)
    guard let classes = mask.baseAddress, let out = plane.baseAddress else { return }
    let table = unsafe memberships.base + group * 256
    for pixel in 0..<mask.count { unsafe out[pixel] = unsafe table[Int(classes[pixel])] }
  }
}
