import ArgumentParser
import CProgram  // nothing is called: out of memory it ends with a line and status 74, not by a trap
import Engine
import Foundation

@main
struct CatseyeConvert: ParsableCommand {
  static let version = "\(Engine.version)"

  static let configuration = CommandConfiguration(
    commandName: "catseye-convert",
    abstract: "Turns float UNets into int8 models for catseye, and proves what that cost.",
    version: version,
    subcommands: [
      QuantizeCommand.self, EvaluateCommand.self, InspectCommand.self, LabelCommand.self, ScenesCommand.self,
      LatencyCommand.self,
    ])

  /// As ParsableCommand's, but a usage error is one line with the program's name, like every other error.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let status = exitCode(for: error)
      if status == .success {
        print(fullMessage(for: error))
      } else if !(error is ExitCode) {
        let line = message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
        let end = line.hasSuffix(".") ? "" : ";"
        ExitStatus.complain("\(line)\(end) see catseye-convert --help")
      }
      Foundation.exit(status.rawValue)
    }
  }
}
