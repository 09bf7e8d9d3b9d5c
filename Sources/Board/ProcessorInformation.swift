import ByteStrings

/// What /proc/cpuinfo says about the processors.
struct ProcessorInformation {
  private var parts: [(index: Int, part: ProcessorPart)] = []
  /// The model of the first processor; Arm's kernels leave it out.
  let modelName: String?
  /// The board's name, where the kernel gives it: "Raspberry Pi 5 Model B Rev 1.0".
  let board: String?

  init(_ files: SystemFiles) {
    let text = files.text("/proc/cpuinfo", limit: 65_536) ?? ""
    modelName = text.field("model name")
    board =
      files.text("/proc/device-tree/model").map { String(decoding: $0.utf8.filter { $0 != 0 }, as: UTF8.self) }
      ?? text.field("Model")
    var index: Int?
    var implementer: Int?
    for line in text.parts(at: "\n") {
      let sides = line.parts(at: ":", most: 2)
      guard sides.count == 2 else { continue }
      let value = sides[1].trimmed
      switch sides[0].trimmed {
      case "processor": index = Int(value)
      case "CPU implementer": implementer = ProcessorInformation.hexadecimal(value)
      case "CPU part":
        guard let index, let implementer, let part = ProcessorInformation.hexadecimal(value) else { continue }
        parts.append((index, ProcessorPart(implementer: implementer, part: part)))
      default: break
      }
    }
  }

  func part(of index: Int) -> ProcessorPart? {
    for entry in parts where entry.index == index { return entry.part }
    return nil
  }

  private static func hexadecimal(_ text: String) -> Int? {
    text.rest(after: "0x").flatMap { Int($0, radix: 16) }
  }
}
