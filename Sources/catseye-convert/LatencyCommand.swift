import ArgumentParser
import Foundation
import LatencyReport

/// `catseye-convert latency`: draws what `catseye run --latency-log` wrote.
struct LatencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latency",
    abstract: "Draws a latency log of 'catseye run' as a page for the browser.",
    discussion: """
      The page shows the percentiles of the latency and of its parts, the latency over time, and its distribution. It is \
      one file without scripts or links.
      """)

  @Argument(help: ArgumentHelp("What --latency-log wrote.", valueName: "log.csv"))
  var log: String

  @Option(name: .shortAndLong, help: ArgumentHelp("The page, an HTML file.", valueName: "page.html"))
  var output: String

  @Option(help: ArgumentHelp("Drawn across the latencies, as run's --deadline-ms.", valueName: "ms"))
  var deadlineMs: Double?

  func validate() throws {
    if let deadlineMs, !(deadlineMs > 0 && deadlineMs <= 3_600_000) {
      throw ValidationError("--deadline-ms takes a number of milliseconds above 0, at most 3600000")
    }
  }

  func run() throws {
    try ExitStatus.reporting {
      let file = try DraftFile(output, from: [log])
      let page = LatencyPage(
        try table(), title: URL(fileURLWithPath: log).lastPathComponent, deadline: deadlineMs)
      try file.finish(page.html)
    }
  }

  private func table() throws -> LatencyTable {
    guard let data = FileManager.default.contents(atPath: log) else {
      ExitStatus.complain("\(log) cannot be read; name a file that catseye run --latency-log wrote")
      throw ExitStatus.noInput
    }
    do {
      return try LatencyTable(csv: String(decoding: data, as: UTF8.self))
    } catch {
      ExitStatus.complain("\(log)\(error.line > 0 ? " line \(error.line)" : ""): \(error.reason)")
      throw ExitStatus.badData
    }
  }
}
