/// The design of a core, from the numbers in its main identification register.
public struct ProcessorPart: Equatable, Sendable {
  public var implementer, part: Int

  public init(implementer: Int, part: Int) {
    self.implementer = implementer
    self.part = part
  }

  private static let arm = 0x41

  /// Arm's designs, with the part numbers in Linux (arch/arm64/include/asm/cputype.h).
  private static let designs: [(part: Int, name: StaticString, isLittle: Bool)] = [
    (0xD03, "Cortex-A53", true), (0xD04, "Cortex-A35", true), (0xD05, "Cortex-A55", true),
    (0xD07, "Cortex-A57", false), (0xD08, "Cortex-A72", false), (0xD09, "Cortex-A73", false),
    (0xD0A, "Cortex-A75", false), (0xD0B, "Cortex-A76", false), (0xD0C, "Neoverse N1", false),
    (0xD0D, "Cortex-A77", false), (0xD0E, "Cortex-A76AE", false), (0xD40, "Neoverse V1", false),
    (0xD41, "Cortex-A78", false), (0xD42, "Cortex-A78AE", false), (0xD44, "Cortex-X1", false),
    (0xD46, "Cortex-A510", true), (0xD47, "Cortex-A710", false), (0xD48, "Cortex-X2", false),
    (0xD49, "Neoverse N2", false), (0xD4B, "Cortex-A78C", false), (0xD4D, "Cortex-A715", false),
    (0xD4E, "Cortex-X3", false), (0xD4F, "Neoverse V2", false), (0xD80, "Cortex-A520", true),
    (0xD81, "Cortex-A720", false), (0xD82, "Cortex-X4", false),
  ]

  private var design: (part: Int, name: StaticString, isLittle: Bool)? {
    guard implementer == ProcessorPart.arm else { return nil }
    for design in ProcessorPart.designs where design.part == part { return design }
    return nil
  }

  /// Whether the design is made to save power beside faster cores.
  public var isLittle: Bool { design?.isLittle ?? false }

  /// The maker's name for the design, or the two numbers of an unknown one.
  public var name: String {
    guard let name = design?.name else { return "implementer \(hex(implementer)) part \(hex(part))" }
    return unsafe String(
      decoding: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), as: UTF8.self)
  }

  private func hex(_ value: Int) -> String { "0x" + String(value, radix: 16) }
}
