import ByteStrings
import CProgram
import Engine

/// The board's program: the commands' options, texts and exit statuses. The work itself is in the modules.
@main
struct Catseye {
  static func main() {
    catseye_keep_standard_descriptors()
    catseye_install_signals()
    var words: [String] = []
    for index in 1..<max(catseye_argument_count(), 1) { unsafe words.append(String(cString: catseye_argument(index))) }
    do throws(Failure) {
      try run(words)
    } catch {
      if !error.message.isEmpty { Console.tell(error.message) }
      catseye_exit(error.status.rawValue)
    }
  }

  private static func run(_ words: [String]) throws(Failure) {
    guard let command = words.first else {
      throw .usage("no command; use run, bench, info or selftest, or catseye --help")
    }
    let rest = Array(words.dropFirst())
    switch command {
    case "run": try RunCommand.run(rest)
    case "bench": try BenchCommand.run(rest)
    case "info": try InfoCommand.run(rest)
    case "selftest": try SelfTestCommand.run(rest)
    case "--version", "version":
      try Arguments.requireNone(rest, after: command)
      try Console.write("catseye \(Engine.version)\n")
    case "--help", "-h", "help": try Console.write(Help.program)
    default: throw .usage("unknown command '\(command)'; use run, bench, info or selftest, or catseye --help")
    }
  }
}
