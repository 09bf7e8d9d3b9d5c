import ByteStrings
import Model

/// Colours that replace a model's own.
public enum Palette: Equatable, Sendable {
  /// Twelve colours by the class's index; the thirteenth class has the first colour again.
  ///
  /// A search chose them so that the two nearest are as far apart as possible in CIELAB, for normal sight and for protanopia,
  /// deuteranopia and tritanopia as Machado, Oliveira and Fernandes (2009) simulate them: at least 23, where CamVid's colours have 6.
  /// The first few are farther apart than the rest.
  case vivid
  /// Colours of classes by name. A class that is not among them keeps its own.
  case named([ModelClass])

  public static let vividColours: [(red: UInt8, green: UInt8, blue: UInt8)] = [
    (0, 0, 255), (255, 0, 0), (255, 255, 255), (192, 64, 192), (64, 192, 128), (255, 160, 255), (192, 32, 128),
    (128, 0, 192), (255, 224, 0), (160, 255, 160), (192, 0, 64), (160, 192, 192),
  ]

  /// The same classes, with these colours.
  public func applied(to classes: [ModelClass]) -> [ModelClass] {
    var painted = classes
    for index in painted.indices {
      switch self {
      case .vivid:
        let colour = Palette.vividColours[index % Palette.vividColours.count]
        painted[index].red = colour.red
        painted[index].green = colour.green
        painted[index].blue = colour.blue
      case .named(let entries):
        for entry in entries where entry.name.isSame(as: painted[index].name) { painted[index] = entry }
      }
    }
    return painted
  }
}
