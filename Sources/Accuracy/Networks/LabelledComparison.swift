import Dataset
import Model
import Vision

/// Runs labelled photos through both networks.
public struct LabelledComparison {
  public let data: LabelledDirectory
  public let networks: NetworkPair
  /// The model's class for each value of a label byte.
  private let mapping: [UInt8]

  /// - Throws: DatasetError, before any work is done, if a class of the model or the labels of a photo are missing.
  public init(_ data: LabelledDirectory, _ networks: NetworkPair) throws(DatasetError) {
    let classes = networks.int8.plan.classes
    // no label means "none", unless the data have a class of that name
    let isUnlabelled = networks.int8.plan.isMultilabel && !data.classes.contains { $0.name == classes[0].name }
    let first = isUnlabelled ? 1 : 0
    let labelled = Array(classes[first...])
    // nobody named or coloured these classes
    let isNumbered = labelled == labelled.indices.map { ModelClass(numbered: first + $0) }
    let colours = isNumbered ? nil : labelled.map { RGBColour($0.red, $0.green, $0.blue) }
    mapping = try data.mapping(to: labelled.map(\.name), colours: colours)
      .map { $0 == LabelMap.ignored ? $0 : $0 + UInt8(first) }
    try data.checkLabels()
    self.data = data
    self.networks = networks
  }

  /// The photos' file names.
  public var names: [String] { data.images.names }

  public func frame(_ name: String) throws -> ComparedFrame {
    let photo = try data.images.image(name, channels: networks.graph.input.channels)
    var truth = try data.labels(of: name)
    guard truth.hasShape(of: photo) else {
      throw DatasetError(
        .badData,
        "\(data.path)/images/\(name): is \(photo.width) x \(photo.height), its labels \(truth.width) x \(truth.height)")
    }
    truth.indices = truth.indices.map { mapping[Int($0)] }
    let masks = try networks.masks(of: photo)
    let size = PictureSize(width: truth.width, height: truth.height)
    return ComparedFrame(
      name: name, photo: photo, truth: truth, float: try masks.float.enlarged(to: size),
      int8: try masks.int8.enlarged(to: size))
  }
}

extension LabelMap {
  /// Whether labels have the photo's proportions, to a pixel; they may be smaller or larger.
  fileprivate func hasShape(of photo: RGBImage) -> Bool {
    abs(width * photo.height - height * photo.width) <= max(photo.width, photo.height)
  }
}
