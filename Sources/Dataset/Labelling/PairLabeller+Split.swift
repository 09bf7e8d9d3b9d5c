import Foundation
import Randomness

extension PairLabeller {
  /// The pairs that stay together in a split.
  public enum Unit: Sendable {
    case file
    /// Pairs whose names differ only in the digits at their end. Neighbours of one drive are nearly the same picture, so both sets must not
    /// have some of them.
    case drive
  }

  /// Divides the pairs into two sets by a seeded shuffle; the second is for validation.
  ///
  /// - Parameters:
  ///   - share: the second set's share of the pairs, 0 to 1; each set gets at least one.
  ///   - output: the folder for the second set.
  /// - Throws: `DatasetError`: `notThere` without pairs, `usage` where there are not two files or drives.
  public func split(
    _ share: Double, by unit: Unit, seed: UInt64, output: String
  ) throws(DatasetError) -> (training: PairLabeller, validation: PairLabeller) {
    let found = try items()
    let names = found.items.map(\.name)
    var groups: [String: [String]] = [:]
    for name in names { groups[unit == .file ? name : Self.drive(of: name), default: []].append(name) }
    guard groups.count > 1 else {
      throw DatasetError(.usage, "\(source.place): one \(unit == .file ? "file" : "drive") alone cannot be split")
    }
    var generator = SplitMix64(seed: seed)
    let order = groups.keys.sorted().shuffled(using: &generator)
    let wanted = Double(names.count) * share
    var held: Set<String> = []
    for key in order.dropLast() where Double(held.count) < wanted || held.isEmpty {
      held.formUnion(groups[key] ?? [])
    }
    var (training, validation) = (
      self, PairLabeller(source: source, output: output, leavingOut: leavingOut, warn: warn, progress: progress)
    )
    training.chosen = (found.items.filter { !held.contains($0.name) }, found.names)
    validation.chosen = (found.items.filter { held.contains($0.name) }, found.names)
    return (training, validation)
  }

  /// The name without words like `_leftImg8bit`, without the digits at its end, and without the separators before these.
  static func drive(of name: String) -> String {
    let keys = MaskNaming.keys(ofPhoto: name)
    var stem = Substring(keys.count > 1 && keys[1] != "" ? keys[1] : name)
    while let last = stem.last, last.isNumber { stem.removeLast() }
    while let last = stem.last, "_-. ".contains(last) { stem.removeLast() }
    return String(stem)
  }
}
