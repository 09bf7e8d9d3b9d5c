import ArgumentParser
import CProgram  // imported for its effect: out of memory ends the program with a line and status 74, not with a trap
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

  /// Like ParsableCommand's `main`, but a usage error is one line with the program's name, as every other error is.
  static func main() {
    StandardOutput.holdClosedStreams()
    var status = run(withNegativeValues(Array(CommandLine.arguments.dropFirst())))
    do {
      try StandardOutput.finish()
    } catch {
      ExitStatus.complain(error.description)
      if status == .success { status = ExitStatus.inputOutput }
    }
    Foundation.exit(status.rawValue)
  }

  private static func run(_ arguments: [String]) -> ExitCode {
    do {
      var command = try parseAsRoot(arguments)
      try command.run()
      return .success
    } catch {
      let status = exitCode(for: error)
      if status == .success {
        print(fullMessage(for: error))
      } else if !(error is ExitCode) {
        let line = message(for: error).split(whereSeparator: \.isNewline).joined(separator: " ")
        let end = line.hasSuffix(".") ? "" : ";"
        ExitStatus.complain("\(line)\(end) see catseye-convert --help")
      }
      return status
    }
  }

  /// Turns `--split -1` into `--split=-1`: the parser would take -1 for an option and report a missing value.
  private static func withNegativeValues(_ arguments: [String]) -> [String] {
    var result: [String] = []
    for argument in arguments {
      if let last = result.last, last.hasPrefix("--"), last.count > 2, !last.contains("="),
        argument.wholeMatch(of: /-[0-9.].*/) != nil
      {
        result[result.count - 1] = "\(last)=\(argument)"
      } else {
        result.append(argument)
      }
    }
    return result
  }
}
