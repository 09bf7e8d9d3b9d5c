import CProgram
import Engine

extension Arguments {
  /// What comes between a prepared engine and the first frame: a frame nobody sees, which brings every page and table
  /// into place, locked memory, and a word to the service manager.
  func becomeReady(_ engine: inout Engine) {
    guard catseye_service_is_watched() != 0 || flag("--lock-memory") else { return }
    engine.run()
    lockMemory()
    catseye_service_ready()
  }
}
