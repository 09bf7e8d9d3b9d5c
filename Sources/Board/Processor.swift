import ByteStrings
import CSystem

/// A processor that Linux runs on.
public struct Processor: Equatable, Sendable {
  public var index: Int32
  /// The core's design; nil on machines that are not Arm's.
  public var part: ProcessorPart?
  public var name: String
  /// The speed relative to the board's fastest processor, which has 1024; nil where the kernel does not say.
  public var capacity: Int?
  /// The present and the highest frequency in kHz; nil without frequency scaling.
  public var frequency, maximumFrequency: Int?
  /// The highest frequency that may be set now, in kHz.
  public var allowedFrequency: Int?
  public var governor, driver: String?

  /// The processors that are online, in ascending order.
  public static func all(_ files: SystemFiles = SystemFiles()) -> [Processor] {
    let online = files.text("/sys/devices/system/cpu/online").flatMap { ProcessorList.parse($0) }
    let information = ProcessorInformation(files)
    let indices = online ?? (0..<1024).filter { catseye_may_use_processor($0) != 0 }
    return indices.map { Processor(index: $0, files, information) }
  }

  private init(index: Int32, _ files: SystemFiles, _ information: ProcessorInformation) {
    let folder = "/sys/devices/system/cpu/cpu\(index)"
    self.index = index
    part = information.part(of: Int(index)) ?? Processor.register(files, folder)
    name = part?.name ?? information.modelName ?? "unknown"
    capacity = files.number(folder + "/cpu_capacity")
    frequency = files.number(folder + "/cpufreq/scaling_cur_freq")
    maximumFrequency = files.number(folder + "/cpufreq/cpuinfo_max_freq")
    allowedFrequency = files.number(folder + "/cpufreq/scaling_max_freq")
    governor = files.text(folder + "/cpufreq/scaling_governor")
    driver = files.text(folder + "/cpufreq/scaling_driver")
  }

  /// The design in MIDR_EL1: bits 24 to 31 are the implementer, bits 4 to 15 the part.
  private static func register(_ files: SystemFiles, _ folder: String) -> ProcessorPart? {
    guard let text = files.text(folder + "/regs/identification/midr_el1"), let digits = text.rest(after: "0x"),
      let value = Int(digits, radix: 16)
    else { return nil }
    return ProcessorPart(implementer: value >> 24 & 0xFF, part: value >> 4 & 0xFFF)
  }
}
