import ByteStrings
import CSystem
import Model
import Vision

extension RunCommand {
  /// The most bytes that a palette's file may have.
  private static let paletteLimit = 65_536

  /// The palette of --palette: vivid, or a file.
  static func palette(_ arguments: Arguments) throws(Failure) -> Palette? {
    guard let path = arguments.value("--palette") else { return nil }
    if path.isSame(as: "vivid") { return .vivid }
    var bytes = [UInt8](repeating: 0, count: paletteLimit + 1)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe catseye_read_file(path, $0.baseAddress, $0.count) }
    var failure = Failure(status: .badData, message: "--palette \(path)")
    if count < 0 {
      let errno = Int32(-count)
      failure.status = catseye_is_missing_file(errno) != 0 ? .noInput : .inputOutput
      failure.message += " cannot be read: " + Failure.text(errno)
      throw failure
    }
    bytes.removeLast(bytes.count - count)
    let (entries, wrongLine) = Palette.read(bytes)
    if count > paletteLimit || wrongLine != nil {
      failure.message += ", line \(wrongLine ?? 0): not NAME RED GREEN BLUE, in 64 KB at most"
      throw failure
    }
    return .named(entries)
  }

  /// Reports names that the model does not have, since they may be misspelt; refuses a palette in which no name fits.
  static func checkPalette(
    _ palette: Palette?, _ classes: [ModelClass], _ arguments: Arguments
  ) throws(Failure) {
    guard case .named(let entries) = palette else { return }
    let isKnown = { (entry: ModelClass) in classes.contains { $0.name.isSame(as: entry.name) } }
    guard entries.contains(where: isKnown) else { throw arguments.refuse("--palette has none of the model's classes") }
    for entry in entries where !isKnown(entry) { Console.tell("--palette: the model has no class '\(entry.name)'") }
  }
}
