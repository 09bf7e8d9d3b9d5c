import Foundation

/// The small networks, each converted once for all tests.
///
/// It has no `Mutex`, because that waits by the kernel's futex, which ThreadSanitizer does not know, and so would report a race.
final class ConvertedNetworks: @unchecked Sendable {
  static let shared = ConvertedNetworks()
  private let lock = NSLock()
  private var made: [String: ConvertedModel] = [:]

  func named(_ name: String) throws -> ConvertedModel {
    try lock.withLock {
      if let model = made[name] { return model }
      let model = try ConvertedModel(SmallNetworks.named(name))
      made[name] = model
      return model
    }
  }
}
