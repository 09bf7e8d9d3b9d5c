import Synchronization

/// The small networks, each converted once for all tests.
final class ConvertedNetworks: Sendable {
  static let shared = ConvertedNetworks()
  private let made = Mutex<[String: ConvertedModel]>([:])

  func named(_ name: String) throws -> ConvertedModel {
    try made.withLock { made in
      if let model = made[name] { return model }
      let model = try ConvertedModel(SmallNetworks.named(name))
      made[name] = model
      return model
    }
  }
}
