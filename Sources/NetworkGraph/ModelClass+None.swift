import Model

extension ModelClass {
  /// The class of pixels that a multi-label network gives no class: index 0 of its mask.
  public static var none: ModelClass { ModelClass(name: "none", red: 0, green: 0, blue: 0) }

  /// The classes of a multi-label network, with `none` before them if it is missing.
  /// - Parameter channels: how many logits there are.
  public static func withNone(_ classes: [ModelClass], channels: Int) -> [ModelClass] {
    classes.count == channels - 1 ? [none] + classes : classes
  }
}
