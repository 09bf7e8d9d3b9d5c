import Engine
import Kernels
import Model
import SelfTest
import Streaming

/// Compares every kernel in use with known answers, and the model with the digest of its test frame.
enum SelfTestCommand {
  static let options = Arguments.Options(
    command: "selftest", withValue: ["--model", "--threads", "--cpus"], flags: ["--json"])

  static func run(_ words: [String]) throws(Failure) {
    let arguments = try Arguments(words, accepting: options)
    if arguments.flag("--help") { return try Console.write(Help.selfTest) }
    let instructionSet = try Arguments.instructionSet()
    var report = SelfTestReport(instructionSet: instructionSet)
    for answer in KnownAnswers.all(KernelTable(instructionSet)) {
      report.add(answer.name, expected: answer.expected, got: answer.compute())
    }
    if arguments.value("--model") != nil { try test(model: arguments, &report) }
    try Console.write(arguments.flag("--json") ? report.json : report.text)
    guard report.failures.isEmpty else {
      throw Failure(
        status: .gateMissed,
        message: "selftest: wrong: \(report.failures.joined(separator: ", ")); this file, its model or this machine's "
          + "memory is damaged: copy them again, then try another board")
    }
  }

  private static func test(model arguments: Arguments, _ report: inout SelfTestReport) throws(Failure) {
    var engine = try Engine.load(arguments, threads: arguments.placeThreads())
    let name = "test frame of \(engine.plan.name)"
    let expected = engine.plan.testDigest
    guard expected != 0 else {
      throw Failure(
        status: .badData,
        message: "selftest: the model holds no test frame's digest; convert it again with this catseye-convert")
    }
    do throws(EngineError) {
      report.add(name, expected: expected, got: try engine.testDigest())
    } catch {
      throw Failure(error)
    }
  }
}
