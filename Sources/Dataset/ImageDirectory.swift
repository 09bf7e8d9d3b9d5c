import Foundation

/// The photos of a directory and of folders in it: JPEG, PNG, binary PPM and PAM, sorted by path.
public struct ImageDirectory: Sendable {
  public let path: String
  /// Paths from `path`.
  public let names: [String]

  /// - Parameter path: a directory of photos, or of a data set, whose photos are in its images/.
  /// - Throws: DatasetError, if the directory is not there or holds no photo.
  public init(_ path: String) throws(DatasetError) {
    let isDataSet = ["classes.json", "images"].allSatisfy { FileManager.default.fileExists(atPath: "\(path)/\($0)") }
    self.path = isDataSet ? "\(path)/images" : path
    names = try FileAccess.list(self.path, extensions: PhotoFile.extensions)
    guard !names.isEmpty else {
      throw DatasetError(.notThere, "\(path): no .jpg, .png, .ppm or .pam file in it; give a directory of photos")
    }
  }

  /// - Parameter channels: how many the network reads; a photo for 4 channels must have a fourth one.
  public func image(_ name: String, channels: Int = 3) throws(DatasetError) -> RGBImage {
    let file = "\(path)/\(name)"
    let bytes = try FileAccess.read(file)
    do throws(DatasetError) {
      let image = try PhotoFile.decode(bytes, name: name)
      guard channels < 4 || image.fourth != nil else {
        throw DatasetError(
          .badData, "has no fourth channel, which the network reads; give .pam files (RGB_ALPHA) or .png files of four")
      }
      return image
    } catch {
      throw error.inFile(file)
    }
  }

  /// At most `count` names, spread evenly over all of them.
  public func sample(_ count: Int) -> [String] {
    guard count < names.count else { return names }
    return (0..<max(count, 0)).map { names[(2 * $0 + 1) * names.count / (2 * count)] }
  }
}
