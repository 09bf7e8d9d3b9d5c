/// Something that has one right result on every machine, and that result's checksum.
public struct KnownAnswer {
  /// The kernel that is asked, as `bench --layers` names it.
  public let name: String
  public let expected: UInt64
  /// Computes it here and now.
  public let compute: () -> UInt64

  public var holds: Bool { compute() == expected }
}
