import CSystem

/// Which processors to compute on: on a board of big and little cores the big ones.
///
/// A step ends with its last rows, so a core of half the speed gains little and heats the others.
public enum BigCores {
  /// More threads than this gain nothing on the networks this engine is for, unless one asks for them.
  public static let mostThreads = 8

  /// Those of `processors` that are no little designs beside others, and have two thirds of the largest capacity.
  public static func of(_ processors: [Processor]) -> [Processor] {
    let big = processors.filter { !($0.part?.isLittle ?? false) }
    let candidates = big.isEmpty ? processors : big
    let most = candidates.reduce(0) { max($0, $1.capacity ?? 0) }
    return candidates.filter { 3 * ($0.capacity ?? most) >= 2 * most }
  }

  /// The processors that this thread may use, and the big ones among them.
  public static func here(_ files: SystemFiles = SystemFiles()) -> (usable: [Processor], big: [Processor]) {
    let usable = Processor.all(files).filter { catseye_may_use_processor($0.index) != 0 }
    return (usable, of(usable))
  }

  /// Threads for a program that was not told how many.
  public static func usualThreads(big: Int) -> Int {
    min(big > 0 ? big : max(Int(catseye_processor_count()), 1), mostThreads)
  }
}
