import Foundation

/// Photos with the class of every pixel: images/, labels/ and classes.json, as `label` writes them.
public struct LabelledDirectory: Sendable {
  public let path: String
  public let classes: [LabelClass]
  /// The photos that have labels.
  public let images: ImageDirectory

  public init(_ path: String) throws(DatasetError) {
    self.path = path
    classes = try LabelClass.read("\(path)/classes.json")
    images = try ImageDirectory("\(path)/images")
  }

  /// The label file of a photo: as `label` writes it, or a grey or palette PNG of class indices from another tool.
  private func labelFile(of imageName: String) -> String {
    let stem = "\(path)/labels/\((imageName as NSString).deletingPathExtension)"
    return ["pgm", "png", "PNG"].map { "\(stem).\($0)" }.first(where: FileManager.default.fileExists) ?? stem + ".pgm"
  }

  /// - Throws: DatasetError (`notThere`) that names the first photo without labels and counts the others.
  public func checkLabels() throws(DatasetError) {
    let missing = images.names.map(labelFile).filter { !FileManager.default.fileExists(atPath: $0) }
    guard let first = missing.first else { return }
    throw DatasetError(
      .notThere, "\(first): no such file; \(missing.count) of \(images.names.count) photos have no labels")
  }

  /// The classes of each pixel of a photo.
  ///
  /// - Throws: DatasetError: `badData` where the file is damaged, or where it holds an index more than one beyond the last class of
  ///   classes.json, so that it was made for another list.
  public func labels(of imageName: String) throws(DatasetError) -> LabelMap {
    let file = labelFile(of: imageName)
    let bytes = try FileAccess.read(file)
    do throws(DatasetError) {
      let map = try bytes.starts(with: PNG.signature) ? PNG.decodeMask(bytes).labels() : NetPBM.decodePGM(bytes)
      try check(map)
      return map
    } catch {
      throw error.inFile(file)
    }
  }

  /// Checks the indices. In many data sets the index after the last class is void (CamVid's 11 classes have 11); it is ignored, as 255 is.
  private func check(_ map: LabelMap) throws(DatasetError) {
    let last = classes.map(\.index).max() ?? 0
    let highest = map.indices.reduce(0) { $1 == LabelMap.ignored ? $0 : max($0, $1) }
    guard highest <= last + 1 else {
      throw DatasetError(
        .badData,
        "holds the class index \(highest), and the last of \(path)/classes.json is \(last); is it of an earlier call? label "
          + "again, into another folder")
    }
  }

  /// For each value of a label byte, the index of the class with the same name in `names`; 255 where there is none.
  ///
  /// - Parameters:
  ///   - names: the model's class names.
  ///   - colours: the model's colours in the same order; nil where nobody chose them.
  /// - Throws: DatasetError if the data lack a class of `names`, or have another colour for it.
  public func mapping(to names: [String], colours: [RGBColour]? = nil) throws(DatasetError) -> [UInt8] {
    var mapping = [UInt8](repeating: LabelMap.ignored, count: 256)
    for (index, name) in names.enumerated() {
      guard let match = classes.first(where: { $0.name == name }), (0..<256).contains(match.index) else {
        throw DatasetError(.badData, "\(path)/classes.json: the model's class '\(name)' is missing")
      }
      if let colour = colours?[index] { try match.check(colour, of: "the model", in: "\(path)/classes.json") }
      mapping[match.index] = UInt8(index)
    }
    return mapping
  }
}

extension LabelClass {
  /// Checks that a class has the same colour in two lists. `label` may name colours by the order of their shares; two runs can then give
  /// one name to two classes.
  ///
  /// - Throws: DatasetError (`badData`) where `other` is not this class's colour.
  public func check(_ other: RGBColour, of whom: String, in file: String) throws(DatasetError) {
    guard other != colour else { return }
    throw DatasetError(
      .badData,
      "\(file): class '\(name)' is \(colour.text) here and \(other.text) in \(whom), so they are two classes of one "
        + "name; label training and validation in one call (label PAIRS -o DATA --val PAIRS2), or with one --palette")
  }
}

extension RGBColour {
  fileprivate var text: String { "\(red),\(green),\(blue)" }
}
