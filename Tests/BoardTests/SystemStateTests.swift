import Testing

@testable import Board

@Suite struct SystemStateTests {
  @Test func aBoardAtRest() throws {
    let tree = try SystemTree.rk3588()
    let state = SystemState(tree.files)
    #expect(state.board == "Radxa ROCK 5B")
    #expect(
      state.processors.map { $0.name } == [String](repeating: "Cortex-A55", count: 4)
        + Array(repeating: "Cortex-A76", count: 4))
    #expect(state.processors[7].maximumFrequency == 2_400_000 && state.processors[7].frequency == 816_000)
    #expect(state.temperatures == [.init(zone: "soc-thermal", celsius: 48.538)])
    #expect(state.totalMemory == 16_300_000 * 1024 && state.availableMemory == 8_000_000 * 1024)
    #expect(state.warnings == [])
  }

  @Test func powersaveIsWarnedOfUnlessItIsABalance() throws {
    let tree = try SystemTree.rk3588()
    for index in 0..<3 { try tree.write("/sys/devices/system/cpu/cpu\(index)/cpufreq/scaling_governor", "powersave\n") }
    let warnings = SystemState(tree.files).warnings
    #expect(warnings.count == 1 && warnings[0].contains("powersave") && warnings[0].contains("processors 0-2"))
    for index in 0..<3 {
      try tree.write("/sys/devices/system/cpu/cpu\(index)/cpufreq/scaling_driver", "intel_pstate\n")
    }
    #expect(SystemState(tree.files).warnings == [])
  }

  @Test func throttlingIsWarnedOf() throws {
    let tree = try SystemTree.rk3588()
    try tree.write("/sys/class/thermal/cooling_device0/type", "pwm-fan\n")
    try tree.write("/sys/class/thermal/cooling_device0/cur_state", "3\n")
    try tree.write("/sys/class/thermal/cooling_device1/type", "cpufreq-cpu4\n")
    try tree.write("/sys/class/thermal/cooling_device1/cur_state", "0\n")
    #expect(SystemState(tree.files).warnings == [])
    try tree.write("/sys/class/thermal/cooling_device1/cur_state", "2\n")
    try tree.write("/sys/class/thermal/thermal_zone0/temp", "85000\n")
    try tree.write("/sys/devices/system/cpu/cpu5/cpufreq/scaling_max_freq", "1200000\n")
    let warnings = SystemState(tree.files).warnings
    #expect(warnings.count == 3)
    #expect(warnings[0].contains("cpufreq-cpu4") && warnings[1].contains("processor 5") && warnings[2].contains("85"))
  }

  @Test(arguments: [("0x0", 0), ("1", 1), ("0x50005", 2), ("f", 4), ("junk", 0), ("0x50000", 0)])
  func raspberryFirmware(_ text: String, _ warnings: Int) throws {
    let tree = SystemTree()
    try tree.write("/sys/devices/platform/soc/soc:firmware/get_throttled", text + "\n")
    #expect(SystemState(tree.files).warnings.count == warnings)
  }

  @Test func aMachineThatSaysNothing() {
    let state = SystemState(SystemTree().files)
    #expect(!state.processors.isEmpty && state.processors.allSatisfy { $0.name == "unknown" })
    #expect(state.board == nil && state.totalMemory == nil && state.temperatures == [] && state.warnings == [])
  }
}
