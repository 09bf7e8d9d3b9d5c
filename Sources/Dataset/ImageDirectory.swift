/// The photos of a directory: JPEG and binary PPM, in the order of their names.
public struct ImageDirectory: Sendable {
  public let path: String
  public let names: [String]

  /// - Throws: DatasetError, if the directory is not there or holds no photo.
  public init(_ path: String) throws(DatasetError) {
    self.path = path
    names = try FileAccess.list(path, extensions: ["jpg", "jpeg", "ppm"])
    guard !names.isEmpty else {
      throw DatasetError(.notThere, "\(path): no .jpg, .jpeg or .ppm file in it; give a directory of photos")
    }
  }

  public func image(_ name: String) throws(DatasetError) -> RGBImage {
    let file = "\(path)/\(name)"
    let bytes = try FileAccess.read(file)
    do throws(DatasetError) {
      return try name.lowercased().hasSuffix(".ppm") ? NetPBM.decodePPM(bytes) : JPEG.decode(bytes)
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
