/// A computation that has the same result on every machine, and the checksum of that result.
public struct KnownAnswer {
  /// The kernel's name, as `bench --layers` prints it.
  public let name: String
  public let expected: UInt64
  /// Computes the checksum on this machine.
  public let compute: () -> UInt64

  public var holds: Bool { compute() == expected }
}
