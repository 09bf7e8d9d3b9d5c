import CSystem

/// A fixed set of threads, made once. `run` shares the pieces of one job among them. Engines may share one pool.
///
/// It runs one job at a time. A single thread may use several engines without more; threads that share a pool take turns, each for a whole
/// frame. Safe: it owns the threads, which end with it.
@safe
public final class ThreadPool: @unsafe @unchecked Sendable {
  public static let maximum = Int(CATSEYE_MAXIMUM_THREADS)
  public let threads: Int
  @usableFromInline let pool: OpaquePointer

  /// - Parameter threads: 1 ... `maximum`, the one that calls `run` included.
  public init(threads: Int) throws(EngineError) {
    guard (1...ThreadPool.maximum).contains(threads), let pool = unsafe catseye_thread_pool_create(Int32(threads))
    else { throw .cannotStartThreads(threads) }
    unsafe self.pool = unsafe pool
    self.threads = threads
  }

  /// Waits until all that came earlier have ended their turns.
  public func takeTurn() { unsafe catseye_thread_pool_take_turn(pool) }
  public func endTurn() { unsafe catseye_thread_pool_end_turn(pool) }

  /// Calls job(context, piece, worker) once for each piece, in any order, and returns when all are done.
  func run(_ job: CatseyeJob, _ context: UnsafeMutableRawPointer, pieces: Int) {
    unsafe catseye_thread_pool_run(pool, job, context, Int32(pieces))
  }

  @inlinable deinit { unsafe catseye_thread_pool_destroy(pool) }
}
