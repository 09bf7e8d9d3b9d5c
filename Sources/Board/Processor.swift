import ByteStrings
import CSystem

/// One processor that Linux runs on.
public struct Processor: Equatable, Sendable {
  public var index: Int32
  /// nil on machines that are not of Arm's kind.
  public var part: ProcessorPart?
  public var name: String
  /// Relative to the board's fastest, which is 1024; nil where the kernel does not say.
  public var capacity: Int?
  /// Frequencies in kHz; nil without frequency scaling.
  public var frequency, maximumFrequency: Int?
  /// The highest that may be set now, in kHz.
  public var allowedFrequency: Int?
  public var governor, driver: String?

  /// Those that are online, in ascending order.
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

  /// MIDR_EL1: implementer in bits 24 to 31, part in bits 4 to 15.
  private static func register(_ files: SystemFiles, _ folder: String) -> ProcessorPart? {
    guard let text = files.text(folder + "/regs/identification/midr_el1"), let digits = text.rest(after: "0x"),
      let value = Int(digits, radix: 16)
    else { return nil }
    return ProcessorPart(implementer: value >> 24 & 0xFF, part: value >> 4 & 0xFFF)
  }
}
