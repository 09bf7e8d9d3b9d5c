import Foundation

@testable import Board

/// A board's /proc and /sys in a temporary folder, which is deleted with this object.
final class SystemTree {
  let root = FileManager.default.temporaryDirectory.appendingPathComponent("board-\(UUID().uuidString)").path
  var files: SystemFiles { SystemFiles(root: root) }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func write(_ path: String, _ text: String) throws {
    let url = URL(fileURLWithPath: root + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Four Cortex-A55 and four Cortex-A76, as on an RK3588.
  static func rk3588(capacities: Bool = true) throws -> SystemTree {
    let tree = SystemTree()
    var information = ""
    try tree.write("/sys/devices/system/cpu/online", "0-7\n")
    for index in 0..<8 {
      let isBig = index >= 4
      information += "processor\t: \(index)\nFeatures\t: fp asimd asimddp\nCPU implementer\t: 0x41\n"
      information += "CPU variant\t: 0x2\nCPU part\t: \(isBig ? "0xd0b" : "0xd05")\n\n"
      let folder = "/sys/devices/system/cpu/cpu\(index)"
      if capacities { try tree.write(folder + "/cpu_capacity", isBig ? "1024\n" : "414\n") }
      try tree.write(folder + "/cpufreq/scaling_governor", "ondemand\n")
      try tree.write(folder + "/cpufreq/scaling_cur_freq", "816000\n")
      try tree.write(folder + "/cpufreq/cpuinfo_max_freq", isBig ? "2400000\n" : "1800000\n")
    }
    try tree.write("/proc/cpuinfo", information)
    try tree.write("/proc/device-tree/model", "Radxa ROCK 5B\0")
    try tree.write("/proc/meminfo", "MemTotal:       16300000 kB\nMemFree:  1000 kB\nMemAvailable:   8000000 kB\n")
    try tree.write("/sys/class/thermal/thermal_zone0/type", "soc-thermal\n")
    try tree.write("/sys/class/thermal/thermal_zone0/temp", "48538\n")
    return tree
  }
}
