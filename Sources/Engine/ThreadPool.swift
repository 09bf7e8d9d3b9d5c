import CSystem

/// A fixed set of threads, made once. `run` shares the pieces of one job among them.
/// It owns the threads: they end with it.
@safe
@usableFromInline
struct ThreadPool: ~Copyable {
  static let maximum = 64
  let threads: Int
  @usableFromInline let pool: OpaquePointer

  init(threads: Int) throws(EngineError) {
    guard (1...ThreadPool.maximum).contains(threads), let pool = unsafe catseye_thread_pool_create(Int32(threads))
    else { throw .cannotStartThreads(threads) }
    unsafe self.pool = unsafe pool
    self.threads = threads
  }

  /// Calls job(context, piece, worker) once for each piece, in any order, and returns when all are done.
  func run(_ job: CatseyeJob, _ context: UnsafeMutableRawPointer, pieces: Int) {
    unsafe catseye_thread_pool_run(pool, job, context, Int32(pieces))
  }

  @inlinable deinit { unsafe catseye_thread_pool_destroy(pool) }
}
