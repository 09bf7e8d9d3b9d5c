import Testing

@testable import Board

@Suite struct BigCoresTests {
  @Test(arguments: [true, false]) func theFourA76OfAnRK3588(_ capacities: Bool) throws {
    let tree = try SystemTree.rk3588(capacities: capacities)
    #expect(BigCores.of(Processor.all(tree.files)).map { $0.index } == [4, 5, 6, 7])
  }

  /// One fast core, three in the middle, four slow ones: the middle ones have two thirds of the fast one's capacity, or less.
  @Test(arguments: [(700, [3, 4, 5, 7] as [Int32]), (600, [7])])
  func threeKindsOfCores(_ middle: Int, _ chosen: [Int32]) throws {
    let tree = try SystemTree.rk3588()
    for index in 3...5 { try tree.write("/sys/devices/system/cpu/cpu\(index)/cpu_capacity", "\(middle)\n") }
    try tree.write("/sys/devices/system/cpu/cpu6/cpu_capacity", "414\n")
    try tree.write("/proc/cpuinfo", "")
    #expect(BigCores.of(Processor.all(tree.files)).map { $0.index } == chosen)
  }

  @Test func equalCoresAreAllBig() throws {
    let tree = SystemTree()
    try tree.write("/sys/devices/system/cpu/online", "0-3\n")
    try tree.write(
      "/proc/cpuinfo", (0..<4).map { "processor : \($0)\nCPU implementer : 0x41\nCPU part : 0xd03\n" }.joined())
    #expect(BigCores.of(Processor.all(tree.files)).count == 4)
  }

  @Test func unknownDesignsAreNamedByTheirNumbers() {
    #expect(ProcessorPart(implementer: 0x51, part: 0x001).name == "implementer 0x51 part 0x1")
    #expect(ProcessorPart(implementer: 0x41, part: 0xD08).name == "Cortex-A72")
  }

  @Test func lists() {
    #expect(ProcessorList.text([0, 1, 2, 3, 6]) == "0-3,6")
    #expect(ProcessorList.text([5]) == "5" && ProcessorList.text([]) == "")
    #expect(ProcessorList.parse("0-3,6") == [0, 1, 2, 3, 6])
  }
}
