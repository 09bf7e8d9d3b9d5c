/// The grey of a colour: ITU-R BT.601's luma at full range in 16-bit fixed point. It gives the bytes of Pillow's `convert("L")`.
public enum Luma {
  /// (19595 · red + 38470 · green + 7471 · blue + 2^15) >> 16. The factors' sum is 2^16, so a grey pixel keeps its value.
  @inline(__always)
  public static func byte(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: (19_595 * UInt32(red) + 38_470 * UInt32(green) + 7_471 * UInt32(blue) + 1 << 15) >> 16)
  }
}
