import Engine
import Streaming

/// Says what a model holds and how it will run here.
enum InfoCommand {
  static let options = Arguments.Options(command: "info", withValue: ["--model"], flags: ["--json"])

  static func run(_ words: [String]) throws(Failure) {
    let arguments = try Arguments(words, accepting: options)
    if arguments.flag("--help") { return try Console.write(Help.info) }
    let engine = try Engine.load(arguments, threads: 1)
    try Console.write(arguments.flag("--json") ? InfoReport.json(engine) : InfoReport.text(engine))
  }
}
