import Foundation

/// The photos of a directory: JPEG, binary PPM and PAM, in the order of their names.
public struct ImageDirectory: Sendable {
  public let path: String
  public let names: [String]

  /// - Throws: DatasetError, if the directory is not there or holds no photo.
  public init(_ path: String) throws(DatasetError) {
    self.path = path
    names = try FileAccess.list(path, extensions: ["jpg", "jpeg", "ppm", "pam"])
    guard !names.isEmpty else {
      throw DatasetError(.notThere, "\(path): no .jpg, .jpeg, .ppm or .pam file in it; give a directory of photos")
    }
  }

  /// - Parameter channels: the network's; of 4, the photo must have them.
  public func image(_ name: String, channels: Int = 3) throws(DatasetError) -> RGBImage {
    let file = "\(path)/\(name)"
    let bytes = try FileAccess.read(file)
    do throws(DatasetError) {
      let image =
        switch (name.lowercased() as NSString).pathExtension {
        case "ppm": try NetPBM.decodePPM(bytes)
        case "pam": try PAM.decode(bytes)
        default: try JPEG.decode(bytes)
        }
      guard channels < 4 || image.fourth != nil else {
        throw DatasetError(.badData, "has no fourth channel, which the network reads; give .pam files (RGB_ALPHA)")
      }
      return image
    } catch {
      throw error.inFile(file)
    }
  }

  /// At most `count` names, evenly spread.
  public func sample(_ count: Int) -> [String] {
    guard count < names.count else { return names }
    return (0..<max(count, 0)).map { names[(2 * $0 + 1) * names.count / (2 * count)] }
  }
}
