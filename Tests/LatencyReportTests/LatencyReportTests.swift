import Foundation
import FoundationXML
import Testing

@testable import LatencyReport

@Suite struct LatencyReportTests {
  static let header = "frame,arrival_s,wait_ms,decode_ms,resize_ms,inference_ms,post_ms,write_ms,latency_ms\n"

  /// Frame 3 is missing; the fourth row is the slowest.
  static let log =
    header + "1,0.000000,1.0,2.0,0.5,10.0,0.25,0.25,14.0\n2,0.100000,1.0,2.0,0.5,11.0,0.25,0.25,15.0\n"
    + "4,0.300000,1.0,2.0,0.5,12.0,0.25,0.25,16.0\n5,0.400000,9.0,2.0,0.5,20.0,0.25,0.25,32.0\n"

  @Test func rowsOfALog() throws {
    let table = try LatencyTable(csv: Self.log)
    #expect(table.frames == [1, 2, 4, 5] && table.latencies == [14, 15, 16, 32])
    #expect(table.stages[3] == [10, 11, 12, 20] && table.arrivals == [0, 0.1, 0.3, 0.4])
  }

  @Test(arguments: [
    ("", 1), ("a,b\n1,2\n", 1), (header, 0), (header + "1,2,3\n", 2), (log + "6,0.5,1.0,2", 6),
    (header + "1,0,0,0,0,0,0,0,nan\n", 2), (header + "1,0,0,0,0,0,0,0,-4\n", 2),
  ])
  func badLogs(_ csv: String, _ line: Int) {
    do throws(LatencyTable.Flaw) {
      _ = try LatencyTable(csv: csv)
      Issue.record("\(csv) was accepted")
    } catch {
      #expect(error.line == line)
    }
  }

  @Test func quantiles() {
    #expect(Quantiles((1...1000).map { Double($0) }.shuffled()).values == [500.5, 500, 900, 990, 999, 1000])
    #expect(Quantiles([7]).values == [7, 7, 7, 7, 7, 7])
  }

  @Test func pageIsWellFormedAndTellsTheFigures() throws {
    let html = LatencyPage(try LatencyTable(csv: Self.log), title: "a<b>&\"c").html
    #expect(html.contains("4 frames in 0.4 s") && html.contains("1 between them dropped or corrupt"))
    #expect(html.contains("<tr><th>latency</th><td>19.250</td><td>15.000</td><td>32.000</td>"))
    #expect(!html.contains("a<b>") && !html.contains("<script") && !html.contains("http"))
    #expect(html.contains(">p99, 32.0 ms<") && !html.contains(">deadline"))
    #expect(html.contains("Wait is the time") && !html.contains("faster than the network"))
    let body = html.replacingOccurrences(of: "<!doctype html>", with: "")
    #expect(XMLParser(data: Data(body.utf8)).parse())
    // a bar for every part in each of the four columns, on screens and on telephones
    #expect(html.components(separatedBy: "width=\"2\"").count - 1 == 2 * 4 * 6)
  }

  @Test func waitingAndDeadlineAreTold() throws {
    let rows = (1...9).map { "\($0),0.\($0),60.0,2.0,0.5,37.0,0.25,0.25,100.0\n" }.joined()
    let html = LatencyPage(try LatencyTable(csv: Self.header + rows), title: "x", deadline: 120).html
    #expect(html.contains("60 of 100 ms is waiting") && html.contains("see about 40 ms"))
    // over time and in the distribution, on screens and on telephones
    #expect(html.components(separatedBy: ">deadline, 120 ms<").count - 1 == 4)
  }

  /// Two names at nearly the same height would overlap.
  @Test(arguments: [(101.0, ">deadline, 101 ms; p99, 100.0 ms<"), (99, ">p99, 100.0 ms; deadline, 99 ms<")])
  func linesNearEachOtherShareALabel(_ deadline: Double, _ label: String) throws {
    let rows = (1...9).map { "\($0),0.\($0),0.0,2.0,0.5,97.0,0.25,0.25,100.0\n" }.joined()
    let html = LatencyPage(try LatencyTable(csv: Self.header + rows), title: "x", deadline: deadline).html
    #expect(html.components(separatedBy: label).count - 1 == 2)
    #expect(!html.contains(">p99, 100.0 ms<"))
  }

  @Test func aFrameAloneHasATimeAxisForPeople() throws {
    let html = LatencyPage(try LatencyTable(csv: Self.header + "1,0,0,1,1,8,1,1,12\n"), title: "x").html
    #expect(html.contains("1 frame in") && html.contains(">0.01<") && html.firstMatch(of: /[0-9]e-[0-9]/) == nil)
  }

  @Test(arguments: [0.003, 0.9, 1, 4.9, 17, 99, 12345]) func ticksAreFew(_ limit: Double) {
    let ticks = Axis(to: limit, length: 100).ticks
    #expect((2...8).contains(ticks.count) && ticks.last.map { $0 <= limit } == true)
  }
}
