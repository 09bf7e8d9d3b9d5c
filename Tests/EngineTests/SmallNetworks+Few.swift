import Foundation

extension SmallNetworks {
  /// All of them, or a quarter with CATSEYE_QUICK=1, as `tools/sanitize --quick` sets it, because converting takes minutes there.
  static func few(_ names: [String]) -> [String] {
    guard ProcessInfo.processInfo.environment["CATSEYE_QUICK"] != nil else { return names }
    return names.indices.filter { $0 % 4 == 0 }.map { names[$0] }
  }
}
