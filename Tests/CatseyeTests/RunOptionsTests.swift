import Testing

@testable import catseye

/// Options that `run` refuses before it opens anything.
@Suite struct RunOptionsTests {
  @Test(arguments: [
    [], ["--model"], ["--model", "m", "--input", "rgb24"], ["--model", "m", "--input", "nv12"],
    ["--model", "m", "--input", "y4m", "--size", "4x4"], ["--model", "m", "--input", "yuv444p", "--size", "4x4"],
    ["--model", "m", "--size", "4x4"], ["--model", "m", "--policy", "newest"], ["--model", "m", "--deadline-ms", "0"],
    ["--model", "m", "--on-late", "exit"], ["--model", "m", "--output", "overlay", "--output-format", "gray8"],
    ["--model", "m", "--output", "json", "--output-format", "y4m"], ["--model", "m", "--range", "full"],
    ["--model", "m", "--matrix", "bt709"], ["--model", "m", "--fit", "zoom"], ["--model", "m", "--fps", "30"],
    ["--model", "m", "--output", "overlay", "--output-format", "y4m", "--fps", "30/0"],
    ["--model", "m", "--output", "overlay", "--classes", "road"], ["--model", "m", "--output", "logits", "--scores"],
    ["--model", "m", "--output-format", "y4m", "--scores"],
    ["--model", "m", "--output-format", "y4m", "--classes", "a,b"],
    ["--model", "m", "--on-corrupt", "repeat", "--policy", "latest"],
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
