import Board
public import CAPIHeader
import Engine
import Kernels
import Model
import Vision

@c @implementation
public func catseye_start(
  _ model: OpaquePointer!, _ options: UnsafePointer<catseye_options>!, _ error: UnsafeMutablePointer<catseye_error>!
) -> catseye_status {
  unsafe call(error) { () throws(CallFailure) in
    guard let model = unsafe model else { throw .badArgument("model is NULL") }
    unsafe try ModelHandle.at(model).start(options?.pointee ?? catseye_options())
  }
}

extension ModelHandle {
  fileprivate func start(_ options: catseye_options) throws(CallFailure) {
    let threads = unsafe try ModelHandle.threads(options.threads)
    let instructionSet = unsafe try ModelHandle.instructionSet(options.isa)
    let arena = unsafe try arena(options)
    guard engine == nil else { throw .badArgument("the model has started already") }
    if unsafe options.logits != 0 { try takeRoomForLogits() }
    do throws(EngineError) {
      engine = unsafe try Engine(taking: &model, threads: threads, instructionSet: instructionSet, arena: arena)
    } catch {
      throw CallFailure(error)
    }
    if unsafe options.profile != 0 { times = [UInt64](repeating: 0, count: plan.steps.count) }
  }

  /// In place before the first frame; a start that fails later leaves it to the next one.
  private func takeRoomForLogits() throws(CallFailure) {
    do throws(VisionError) {
      logits = try Buffer(logitsOf: plan)
    } catch {
      throw CallFailure(EngineError.outOfMemory(bytes: plan.logitCount * MemoryLayout<Float>.stride))
    }
    unsafe logits?.mutableElements.update(repeating: 0)
  }

  private static func threads(_ asked: Int32) throws(CallFailure) -> Int {
    guard (0...64).contains(asked) else { throw .badArgument("threads is \(asked), not 0 to 64") }
    return asked > 0 ? Int(asked) : BigCores.usualThreads(big: BigCores.here().big.count)
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

  private func arena(_ options: catseye_options) throws(CallFailure) -> UnsafeMutableRawBufferPointer? {
    guard let start = unsafe options.arena else { return nil }
    let needed = Engine.arenaBytes(plan)
    guard unsafe options.arena_bytes >= needed else {
      throw .badArgument(unsafe "the arena has \(options.arena_bytes) bytes of \(needed)")
    }
    guard UInt(bitPattern: start) % 64 == 0 else { throw .badArgument("the arena is not aligned to 64") }
    return unsafe UnsafeMutableRawBufferPointer(start: start, count: needed)
  }
}
