import Testing

@testable import catseye

/// What `run` refuses before it opens anything.
@Suite struct RunOptionsTests {
  @Test(arguments: [
    [], ["--model"], ["--model", "m", "--input", "rgb24"], ["--model", "m", "--input", "y4m"],
    ["--model", "m", "--size", "4x4"], ["--model", "m", "--output", "json"], ["--model", "m", "--policy", "latest"],
    ["--model", "m", "--deadline-ms", "40"], ["--model", "m", "--output-format", "y4m"],
    ["--model", "m", "--output", "overlay", "--output-size", "model"], ["--model", "m", "--threads", "0"],
    ["--model", "m", "--stats", "xml"], ["--model", "m", "--on-corrupt", "stop"],
  ])
  func refused(_ words: [String]) {
    do throws(Failure) {
      try RunCommand.run(words)
      Issue.record("\(words) was accepted")
    } catch {
      #expect(error.status == .usage, "\(words): \(error.message)")
    }
  }

  @Test func missingModel() {
    do throws(Failure) {
      try RunCommand.run(["--model", "no/such/file.ceye"])
      Issue.record("a model that is not there was accepted")
    } catch {
      #expect(error.status == .noInput)
      #expect(error.message.contains("no/such/file.ceye"))
    }
  }
}
