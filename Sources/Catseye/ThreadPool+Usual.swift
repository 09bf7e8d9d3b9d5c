import Board
import Engine

extension ThreadPool {
  /// - Parameter asked: 1 ... `maximum`, the calling thread included; nil: the big cores that it may use, at most 8.
  package static func started(threads asked: Int?) throws(SegmenterError) -> ThreadPool {
    do throws(EngineError) {
      return try ThreadPool(threads: asked ?? BigCores.usualThreads(big: BigCores.here().big.count))
    } catch {
      throw .cannotStart(error)
    }
  }
}
