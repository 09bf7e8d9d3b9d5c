import Foundation

/// Photos with the class of every pixel: images/, labels/ and classes.json, as `label` writes them.
public struct LabelledDirectory: Sendable {
  public let path: String
  public let classes: [LabelClass]
  /// Photos that have labels.
  public let images: ImageDirectory

  public init(_ path: String) throws(DatasetError) {
    self.path = path
    classes = try LabelClass.read("\(path)/classes.json")
    images = try ImageDirectory("\(path)/images")
  }

  private func labelFile(of imageName: String) -> String {
    "\(path)/labels/\((imageName as NSString).deletingPathExtension).pgm"
  }

  /// - Throws: DatasetError (`notThere`) that names the first photo without labels and counts the others.
  public func checkLabels() throws(DatasetError) {
    let missing = images.names.map(labelFile).filter { !FileManager.default.fileExists(atPath: $0) }
    guard let first = missing.first else { return }
    throw DatasetError(
      .notThere, "\(first): no such file; \(missing.count) of \(images.names.count) photos have no labels")
  }

  /// The classes of each pixel of a photo.
  public func labels(of imageName: String) throws(DatasetError) -> LabelMap {
    let file = labelFile(of: imageName)
    let bytes = try FileAccess.read(file)
    do throws(DatasetError) {
      return try NetPBM.decodePGM(bytes)
    } catch {
      throw error.inFile(file)
    }
  }

  /// For each value of a label byte, the index of the class with the same name in `names`; 255 where there is none.
  ///
  /// - Throws: DatasetError, if one of `names` is not among the data's classes.
  public func mapping(to names: [String]) throws(DatasetError) -> [UInt8] {
    var mapping = [UInt8](repeating: LabelMap.ignored, count: 256)
    for (index, name) in names.enumerated() {
      guard let match = classes.first(where: { $0.name == name }), (0..<256).contains(match.index) else {
        throw DatasetError(.badData, "\(path)/classes.json: the model's class '\(name)' is missing")
      }
      mapping[match.index] = UInt8(index)
    }
    return mapping
  }
}
