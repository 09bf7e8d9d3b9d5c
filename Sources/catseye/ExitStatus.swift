/// The exit statuses, as in sysexits.h.
enum ExitStatus: Int32, Equatable {
  case done = 0
  /// A check failed: an answer of `selftest`, or the deadline of `run --on-late exit`.
  case gateMissed = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case inputOutput = 74
}
