/// The rows of a latency log, as `catseye run --latency-log` writes it.
public struct LatencyTable: Equatable {
  /// Why a log cannot be read, with the number of the line that is wrong; 0: the whole log.
  public struct Flaw: Error, Equatable {
    public var line: Int
    public var reason: String
  }

  static let header = [
    "frame", "arrival_s", "wait_ms", "decode_ms", "resize_ms", "inference_ms", "post_ms", "write_ms", "latency_ms",
  ]
  /// The parts of a latency, in the order of the columns.
  static let stages = ["wait", "decode", "resize", "inference", "post", "write"]

  /// Each frame's place in the stream.
  public private(set) var frames: [Int] = []
  /// Seconds since the first frame's arrival.
  public private(set) var arrivals: [Double] = []
  /// [stage][row], milliseconds.
  public private(set) var stages: [[Double]] = LatencyTable.stages.map { _ in [] }
  /// Milliseconds from the last byte read to the last byte written.
  public private(set) var latencies: [Double] = []

  public init(csv: String) throws(Flaw) {
    var number = 0
    for line in csv.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      if number == 1 {
        guard line.split(separator: ",").map(String.init) == LatencyTable.header else {
          throw Flaw(line: 1, reason: "no latency log; catseye run --latency-log writes one")
        }
      } else if !line.isEmpty {
        try append(line, number)
      }
    }
    guard !frames.isEmpty else { throw Flaw(line: 0, reason: "no frame in it") }
  }

  private mutating func append(_ line: Substring, _ number: Int) throws(Flaw) {
    let values = line.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
    guard values.count == LatencyTable.header.count, values.allSatisfy({ $0.isFinite && $0 >= 0 && $0 < 1e12 }) else {
      throw Flaw(line: number, reason: "not \(LatencyTable.header.count) numbers; was it cut?")
    }
    frames.append(Int(values[0]))
    arrivals.append(values[1])
    for index in stages.indices { stages[index].append(values[2 + index]) }
    latencies.append(values[8])
  }
}
