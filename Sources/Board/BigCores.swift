import CSystem

/// Chooses the processors to compute on: the big cores, on a board with big and little ones.
///
/// A step ends with its last rows, so a core of half the speed gains little, and it heats the others.
public enum BigCores {
  /// The usual upper limit: on the networks for which this engine is made, more threads gain nothing.
  public static let mostThreads = 8

  /// The processors without those of little designs (if there are others), and without those below two thirds of the largest capacity.
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

  /// How many threads a program uses if nobody says how many.
  public static func usualThreads(big: Int) -> Int {
    min(big > 0 ? big : max(Int(catseye_processor_count()), 1), mostThreads)
  }
}
