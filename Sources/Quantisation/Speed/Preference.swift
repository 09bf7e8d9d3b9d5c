/// What counts more where a network has both to spare.
public enum Preference: String, CaseIterable, Sendable {
  case accuracy
  /// As many 3x3 convolutions by F(2, 3) as leave the wanted signal to noise at the logits.
  case speed
}
