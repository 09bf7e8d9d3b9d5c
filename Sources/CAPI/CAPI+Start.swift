public import CAPIHeader
import Catseye
import Engine
import Kernels
import Model

@c @implementation
public func catseye_start(
  _ model: OpaquePointer!, _ options: UnsafePointer<catseye_options>!, _ error: UnsafeMutablePointer<catseye_error>!
) -> catseye_status {
  unsafe call(error) { () throws(CallFailure) in
    guard let model = unsafe model else { throw .badArgument("model is NULL") }
    var setup = unsafe catseye_setup()
    if let options = unsafe options?.pointee {
      unsafe (setup.threads, setup.logits, setup.profile) = unsafe (options.threads, options.logits, options.profile)
      unsafe (setup.isa, setup.arena, setup.arena_bytes) = unsafe (options.isa, options.arena, options.arena_bytes)
    }
    unsafe try ModelHandle.at(model).start(setup)
  }
}

@c @implementation
public func catseye_start_with(
  _ model: OpaquePointer!, _ setup: UnsafePointer<catseye_setup>!, _ error: UnsafeMutablePointer<catseye_error>!
) -> catseye_status {
  unsafe call(error) { () throws(CallFailure) in
    guard let model = unsafe model, let setup = unsafe setup else { throw .badArgument("model or setup is NULL") }
    unsafe try ModelHandle.at(model).start(catseye_setup(of: setup, "setup"))
  }
}

extension ModelHandle {
  fileprivate func start(_ setup: catseye_setup) throws(CallFailure) {
    var options = Segmenter.Options()
    options.threads = unsafe try threadCount(setup.threads)
    options.instructionSet = unsafe try ModelHandle.instructionSet(setup.isa)
    if let pool = unsafe setup.pool {
      guard unsafe setup.threads == 0 else { throw .badArgument("threads and a pool; the pool has its own") }
      options.pool = unsafe ThreadPool.at(pool)
    }
    (options.scores, options.logits, options.stepTimes) =
      unsafe (setup.scores != 0, setup.logits != 0, setup.profile != 0)
    let arena = unsafe try arena(setup)
    guard segmenter == nil else { throw .badArgument("the model has started already") }
    do throws(SegmenterError) {
      segmenter = unsafe try Segmenter(taking: &model, options, arena: arena)
    } catch {
      throw CallFailure(error)
    }
  }

  private static func instructionSet(_ asked: UnsafePointer<CChar>?) throws(CallFailure) -> InstructionSet {
    guard let asked = unsafe asked else { return .best }
    let name = unsafe String(cString: asked)
    guard let named = InstructionSet(name: name.utf8) else { throw .badArgument("unknown instruction set '\(name)'") }
    guard named.isAvailable else {
      throw .badArgument("this machine lacks \(name); the best here is \(InstructionSet.best.text)")
    }
    return named
  }

  private func arena(_ setup: catseye_setup) throws(CallFailure) -> UnsafeMutableRawBufferPointer? {
    guard let start = unsafe setup.arena else { return nil }
    let needed = Engine.arenaBytes(plan)
    guard unsafe setup.arena_bytes >= needed else {
      throw .badArgument(unsafe "the arena has \(setup.arena_bytes) bytes of \(needed)")
    }
    guard UInt(bitPattern: start) % 64 == 0 else { throw .badArgument("the arena is not aligned to 64") }
    return unsafe UnsafeMutableRawBufferPointer(start: start, count: needed)
  }
}
