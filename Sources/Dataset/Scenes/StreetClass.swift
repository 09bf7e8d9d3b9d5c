/// The classes of the generated scenes: CamVid's eleven, in its order, with its mask colours.
public enum StreetClass: UInt8, CaseIterable, Sendable {
  case sky, building, pole, road, pavement, tree, sign, fence, car, pedestrian, bicyclist
  /// Pixels that belong to none of them; 255, so that they are ignored.
  case void = 255

  public var name: String { String(describing: self) }

  public var colour: RGBColour {
    switch self {
    case .sky: RGBColour(128, 128, 128)
    case .building: RGBColour(128, 0, 0)
    case .pole: RGBColour(192, 192, 128)
    case .road: RGBColour(128, 64, 128)
    case .pavement: RGBColour(60, 40, 222)
    case .tree: RGBColour(128, 128, 0)
    case .sign: RGBColour(192, 128, 128)
    case .fence: RGBColour(64, 64, 128)
    case .car: RGBColour(64, 0, 128)
    case .pedestrian: RGBColour(64, 64, 0)
    case .bicyclist: RGBColour(0, 128, 192)
    case .void: RGBColour(0, 0, 0)
    }
  }

  /// The classes that count, by index.
  public static let counted: [StreetClass] = allCases.filter { $0 != .void }
}
