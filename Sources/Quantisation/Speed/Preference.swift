/// Whether accuracy or speed counts more, for a network whose signal-to-noise ratio is above the wanted one.
public enum Preference: String, CaseIterable, Sendable {
  case accuracy
  /// F(2, 3) computes as many 3x3 convolutions as the wanted signal-to-noise ratio at the logits permits.
  case speed
}
