import Foundation

// What libFuzzer calls; its own main reads the command line.

/// With CATSEYE_FUZZ_SEEDS the seeds are written into that folder, and nothing else happens.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>
) -> Int32 {
  if let folder = ProcessInfo.processInfo.environment["CATSEYE_FUZZ_SEEDS"] {
    do { try FuzzTarget.chosen.writeSeeds(to: folder) } catch { fatalError("no seeds: \(error)") }
    _exit(0)  // not exit: the leak check would find what is in use here
  }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  FuzzTarget.chosen.run(UnsafeRawBufferPointer(start: bytes, count: count))
  return 0
}
