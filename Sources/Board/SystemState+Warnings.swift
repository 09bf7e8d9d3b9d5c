import ByteStrings

extension SystemState {
  /// What makes frames slower or less steady than this machine could be: one line each, with a remedy.
  public var warnings: [String] {
    var warnings = throttling
    let saving = processors.filter { ($0.governor?.isSame(as: "powersave") ?? false) && !$0.choosesItsFrequency }
    if !saving.isEmpty {
      warnings.append(
        "the powersave governor keeps \(SystemState.named(saving)) at the lowest frequency; "
          + "echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor")
    }
    let capped = processors.filter {
      guard let allowed = $0.allowedFrequency, let most = $0.maximumFrequency else { return false }
      return allowed < most
    }
    if !capped.isEmpty {
      warnings.append("scaling_max_freq keeps \(SystemState.named(capped)) below the highest frequency")
    }
    if let hottest = temperatures.max(by: { $0.celsius < $1.celsius }), hottest.celsius >= 80 {
      warnings.append("\(hottest.zone) is at \(Int(hottest.celsius)) degrees; most boards throttle from 80 to 85")
    }
    return warnings
  }

  private static func named(_ processors: [Processor]) -> String {
    (processors.count == 1 ? "processor " : "processors ") + ProcessorList.text(processors.map { $0.index })
  }
}

extension Processor {
  /// With these drivers "powersave" is a compromise, not the lowest frequency.
  fileprivate var choosesItsFrequency: Bool {
    driver.map { $0.begins(with: "intel_pstate") || $0.begins(with: "amd-pstate") } ?? false
  }
}
