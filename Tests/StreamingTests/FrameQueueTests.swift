import Testing

@testable import Streaming

@Suite struct FrameQueueTests {
  static func frames(_ count: Int) throws -> [Frame] {
    try (1...count).map {
      let frame = try Frame(FrameSizes())
      frame.position = $0
      return frame
    }
  }

  @Test func inOrderThenTheEnd() throws {
    let queue = try FrameQueue(capacity: 3)
    for frame in try Self.frames(3) { queue.put(frame) }
    queue.finish()
    #expect([queue.take(), queue.take(), queue.take(), queue.take()].map { $0?.position } == [1, 2, 3, nil])
  }

  @Test func onlyTheNewestWaits() throws {
    let queue = try FrameQueue(capacity: 3)
    let frames = try Self.frames(3)
    #expect(queue.replace(with: frames[0]) === nil)
    #expect(queue.replace(with: frames[1]) === frames[0])
    #expect(queue.replace(with: frames[2]) === frames[1])
    #expect(queue.take() === frames[2])
    #expect(queue.replace(with: frames[0]) === nil)
  }

  @Test func abandonedQueueHasNothing() throws {
    let queue = try FrameQueue(holding: Self.frames(2), capacity: 2)
    queue.abandon()
    #expect(queue.take() == nil)
  }

  /// Every frame comes out once and in order, whichever thread is faster.
  @Test func acrossThreads() throws {
    let there = try FrameQueue(holding: Self.frames(3), capacity: 3)
    let back = try FrameQueue(capacity: 3)
    let worker = try Worker("test") {
      for number in 1...2000 {
        guard let frame = there.take() else { return }
        frame.position = number
        back.put(frame)
      }
      back.finish()
    }
    var positions: [Int] = []
    while let frame = back.take() {
      positions.append(frame.position)
      there.put(frame)
    }
    worker.join()
    #expect(positions == Array(1...2000))
  }
}
