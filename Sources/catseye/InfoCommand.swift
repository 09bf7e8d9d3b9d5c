import Engine
import Streaming

/// Prints what a model contains and how it will run on this machine.
enum InfoCommand {
  static let options = Arguments.Options(command: "info", withValue: ["--model"], flags: ["--json", "--system"])

  static func run(_ words: [String]) throws(Failure) {
    let arguments = try Arguments(words, accepting: options)
    if arguments.flag("--help") { return try Console.write(Help.info) }
    if arguments.flag("--system") { return try system(arguments) }
    let engine = try Engine.load(arguments, threads: 1)
    try Console.write(arguments.flag("--json") ? InfoReport.json(engine) : InfoReport.text(engine))
  }

  private static func system(_ arguments: Arguments) throws(Failure) {
    guard arguments.value("--model") == nil else {
      throw arguments.refuse("--system tells of the machine alone; leave out --model")
    }
    let report = SystemReport(instructionSet: try Arguments.instructionSet())
    try Console.write(arguments.flag("--json") ? report.json : report.text)
  }
}
