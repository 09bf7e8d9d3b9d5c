import ByteStrings
import CSystem

/// What one should know about the machine before one trusts a latency that was measured on it.
public struct SystemState: Sendable {
  /// One of the kernel's sensors, in degrees Celsius.
  public struct Temperature: Equatable, Sendable {
    public var zone: String
    public var celsius: Double
  }

  /// The name in the device tree; nil on machines without one.
  public var board: String?
  public var kernel: String
  public var processors: [Processor]
  public var temperatures: [Temperature]
  /// What slows the processors down at the moment, as text.
  public var throttling: [String]
  /// The memory in bytes.
  public var totalMemory, availableMemory: Int?

  public init(_ files: SystemFiles = SystemFiles()) {
    board = ProcessorInformation(files).board
    kernel = unsafe String(cString: catseye_kernel_release())
    processors = Processor.all(files)
    temperatures = SystemState.temperatures(files)
    throttling = SystemState.coolingDevices(files) + SystemState.firmware(files)
    let memory = files.text("/proc/meminfo") ?? ""
    totalMemory = SystemState.bytes(memory.field("MemTotal"))
    availableMemory = SystemState.bytes(memory.field("MemAvailable"))
  }

  /// The bytes in "16384 kB".
  private static func bytes(_ field: String?) -> Int? {
    field.flatMap { Int($0.parts(at: " ")[0]) }.map { $0 * 1024 }
  }

  private static func temperatures(_ files: SystemFiles) -> [Temperature] {
    var temperatures: [Temperature] = []
    for index in 0..<64 {
      let folder = "/sys/class/thermal/thermal_zone\(index)"
      guard let zone = files.text(folder + "/type") else { break }
      // a zone cannot be read while its sensor is off
      guard let thousandths = files.number(folder + "/temp") else { continue }
      temperatures.append(Temperature(zone: zone, celsius: Double(thousandths) / 1000))
    }
    return temperatures
  }

  /// The devices that cool by slowing processors down, where the kernel does this.
  private static func coolingDevices(_ files: SystemFiles) -> [String] {
    var found: [String] = []
    for index in 0..<64 {
      let folder = "/sys/class/thermal/cooling_device\(index)"
      guard let type = files.text(folder + "/type") else { break }
      guard type.begins(with: "cpufreq") || type.begins(with: "thermal-cpufreq") || type.begins(with: "Processor"),
        let state = files.number(folder + "/cur_state"), state > 0
      else { continue }
      found.append("the kernel slows processors down to cool them (\(type) at step \(state))")
    }
    return found
  }

  /// What a Raspberry Pi's firmware reports: the low four bits of get_throttled.
  private static func firmware(_ files: SystemFiles) -> [String] {
    guard let text = files.text("/sys/devices/platform/soc/soc:firmware/get_throttled"),
      let bits = Int(text.rest(after: "0x") ?? text, radix: 16)
    else { return [] }
    var found: [String] = []
    if bits & 1 != 0 { found.append("the supply voltage is too low; use a stronger power supply") }
    if bits & 2 != 0 { found.append("the firmware caps the frequency") }
    if bits & 4 != 0 { found.append("the firmware throttles the processor; cool it") }
    if bits & 8 != 0 { found.append("the firmware's soft temperature limit is reached; cool the board") }
    return found
  }
}
