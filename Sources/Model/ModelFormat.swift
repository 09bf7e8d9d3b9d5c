/// The layout of a .ceye file, version 2, 3 or 4, little-endian. Version 3 has a word of traits at the end of the header, where version
/// 2 has 0. Version 4 has kinds of steps that 3 does not know. A model is written in the oldest version that can describe it.
///
///     header            fixed, `headerBytes`; the checksum covers every byte after it in the file
///     strings           UTF-8, referred to by (offset, length)
///     classes           array of ModelClass
///     tensors           array of Tensor
///     steps             array of Step, in the order of execution
///     phases            array of Phase, those of a step side by side
///     data              aligned to 64: weights [channels][reduction] Int8, biases Int32, factors and scales Float32
///
/// Two functions, one beside the other, write and read every record field by field.
public enum ModelFormat {
  /// "CATSEYE" and the byte 0x1A, which stops a text viewer.
  public static let magic: UInt64 = 0x1A45_5945_5354_4143
  public static let version: UInt32 = 4
  /// The version of a model with traits and old kinds of steps.
  public static let traitsVersion: UInt32 = 3
  /// The version of a model without traits, and the oldest that is read.
  public static let plainVersion: UInt32 = 2
  static let multilabelTrait: UInt32 = 1
  static let reversedTrait: UInt32 = 2
  /// Weights and tables begin at a multiple of this.
  public static let alignment = 64
  /// Tensors' channels are padded to a multiple of this; the input's to `inputChannelBlock`.
  public static let channelBlock = 16
  public static let inputChannelBlock = 4
  /// The numbers of channels that a frame may have: grey; red, green, blue; these and one more.
  public static let frameChannels = [1, 3, 4]

  // Limits that keep all arithmetic on sizes far from overflow.
  public static let maximumSide = 16_384
  public static let maximumChannels = 8_192
  public static let maximumKernel = 31
  public static let maximumStride = 16
  public static let maximumDepthwiseTaps = 128
  /// The largest factor of an operator: no sum of products can become infinite.
  public static let largestFactor: Float = 0x1p40
  /// The largest factor of a classifier: every logit is finite, so that any two can be compared.
  public static let largestLogitFactor: Float = 0x1p96
  public static let maximumSources = 4
  public static let maximumHeads = 2
  /// The most records of each kind; the time of validation grows with its square.
  public static let maximumRecords = 4_096
  public static let maximumArena = 1 << 31
  /// The most logits of a frame (4 GB), so that a small file cannot ask for more memory than a machine has.
  public static let largestLogitCount = 1 << 30
  /// The most multiply-accumulates of a frame, and the most values that other steps read, padding included: a hundred times those of city.
  public static let maximumProducts = 1 << 40
  /// Index 255 of a label means "ignored".
  public static let maximumClasses = 255

  /// FNV-1a, 64 bits: any single changed byte changes it, since each of its steps can be undone.
  public static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in bytes.indices { hash = unsafe (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}
