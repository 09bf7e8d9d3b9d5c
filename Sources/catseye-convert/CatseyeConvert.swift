import ArgumentParser

@main
struct CatseyeConvert: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "catseye-convert",
    abstract: "Turns float UNets into int8 models for catseye, and proves what that cost.",
    version: version,
    subcommands: [QuantizeCommand.self, EvaluateCommand.self, LabelCommand.self, ScenesCommand.self])
}
