import ArgumentParser

@main
struct CatseyeConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catseye-convert",
    abstract: "Turns float UNets into int8 models for catseye, and proves what that cost.",
    version: "0.1.0",
    subcommands: [LabelCommand.self, ScenesCommand.self])
}
