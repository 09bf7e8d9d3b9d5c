import CProgram
import Engine

extension Arguments {
  /// Does what must happen between a prepared engine and the first frame: it computes a frame that nobody sees, which brings every page
  /// and table into memory, locks the memory, and informs the service manager.
  func becomeReady(_ engine: inout Engine) {
    guard catseye_service_is_watched() != 0 || flag("--lock-memory") else { return }
    engine.run()
    lockMemory()
    catseye_service_ready()
  }
}
