import Model

extension ModelClass {
  /// Of a pixel that is of no class of a multi-label network: index 0 of its mask.
  public static var none: ModelClass { ModelClass(name: "none", red: 0, green: 0, blue: 0) }

  /// Those of a multi-label network, with `none` before them where it is missing.
  /// - Parameter channels: of the logits.
  public static func withNone(_ classes: [ModelClass], channels: Int) -> [ModelClass] {
    classes.count == channels - 1 ? [none] + classes : classes
  }
}
