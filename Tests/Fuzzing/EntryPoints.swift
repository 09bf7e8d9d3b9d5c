import Foundation

// The functions that libFuzzer calls; its own main reads the command line.

/// With CATSEYE_FUZZ_SEEDS it writes the seeds into that folder, and does nothing else.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>
) -> Int32 {
  if let folder = ProcessInfo.processInfo.environment["CATSEYE_FUZZ_SEEDS"] {
    do { try FuzzTarget.chosen.writeSeeds(to: folder) } catch { fatalError("no seeds: \(error)") }
    _exit(0)  // not exit, because the leak check would find memory in use here
  }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  FuzzTarget.chosen.run(UnsafeRawBufferPointer(start: bytes, count: count))
  return 0
}
