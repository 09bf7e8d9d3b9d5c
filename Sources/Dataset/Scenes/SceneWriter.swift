import Foundation

/// Writes generated scenes as a data set, as pairs, or as a camera's stream.
public struct SceneWriter: Sendable {
  public enum Format: String, CaseIterable, Sendable {
    /// images/NAME.jpg, labels/NAME.pgm and classes.json.
    case dataset
    /// NAME.jpg with the photo on the left and the coloured mask on the right, and palette.json.
    case pairs
    /// stream.mjpeg, and labels/NAME.pgm and classes.json to compare masks with.
    case mjpeg

    /// The folders for the files of a scene, relative to the directory.
    var folders: [String] {
      switch self {
      case .dataset: ["/images", "/labels"]
      case .pairs: [""]
      case .mjpeg: ["/labels"]
      }
    }
  }

  public let generator: SceneGenerator
  public let frames: Int
  public let format: Format

  /// - Throws: `DatasetError` (`usage`) without frames.
  public init(generator: SceneGenerator, frames: Int, format: Format) throws(DatasetError) {
    guard frames > 0 else { throw DatasetError(.usage, "\(frames) frames: at least one is needed") }
    self.generator = generator
    self.frames = frames
    self.format = format
  }

  /// Writes all frames to `directory`, which is made if it is missing. The JSON file comes last, when everything else is there.
  ///
  /// - Parameter progress: called with the number of frames written so far.
  /// - Throws: `DatasetError` (`inputOutput`).
  public func write(to directory: String, progress: (Int) -> Void = { _ in }) throws(DatasetError) {
    try FileAccess.createDirectory(directory)
    for folder in format.folders { try FileAccess.createDirectory(directory + folder) }
    var stream: FileHandle?
    if format == .mjpeg {
      try FileAccess.write([], to: directory + "/stream.mjpeg")
      stream = FileHandle(forWritingAtPath: directory + "/stream.mjpeg")
    }
    var counts = [Int](repeating: 0, count: 256)
    let batch = 16
    for first in stride(from: 0, to: frames, by: batch) {
      let results = Parallel.map(min(batch, frames - first)) { offset in frame(first + offset, directory) }
      for result in results {
        let written = try result.get()
        for (value, count) in written.counts.enumerated() { counts[value] += count }
        guard format == .mjpeg else { continue }
        do {
          try stream?.write(contentsOf: written.jpeg)
        } catch {
          throw DatasetError(.inputOutput, "\(directory)/stream.mjpeg: cannot be written; is there space?")
        }
      }
      progress(min(frames, first + batch))
    }
    let name = format == .pairs ? "palette.json" : "classes.json"
    let classes = format == .pairs ? Self.palette : Self.classes(counts)
    try FileAccess.write(Array(LabelClass.json(classes).utf8), to: "\(directory)/\(name)")
  }

  /// The paths of pictures and labels in `directory` that do not belong to these scenes: an earlier call wrote more scenes, or the files
  /// come from elsewhere. A program that reads the folder would take them for scenes too.
  public func strangers(in directory: String) -> [String] {
    let names = Set((0..<frames).map(Self.name))
    return format.folders.flatMap { folder in
      let found = (try? FileAccess.list(directory + folder, extensions: ["jpg", "jpeg", "png", "ppm", "pgm"])) ?? []
      let strangers = found.filter { !names.contains(($0 as NSString).deletingPathExtension) }
      return strangers.map { "\(directory)\(folder)/\($0)" }
    }
  }

  private static func name(_ index: Int) -> String { "scene" + String(100_000 + index).dropFirst() }

  /// Draws a frame and writes its own files; returns the JPEG for the stream and how many pixels each class has.
  private func frame(
    _ index: Int, _ directory: String
  ) -> Result<(jpeg: [UInt8], counts: [Int]), DatasetError> {
    Result { () throws(DatasetError) in
      let (photo, mask) = generator.frame(index)
      let name = Self.name(index)
      let counts = mask.counts
      if format != .pairs { try FileAccess.write(NetPBM.encode(mask), to: "\(directory)/labels/\(name).pgm") }
      switch format {
      case .dataset:
        let jpeg = try JPEG.encode(photo, quality: 95, subsampling: .none)
        try FileAccess.write(jpeg, to: "\(directory)/images/\(name).jpg")
        return ([], counts)
      case .pairs:
        let pair = photo.beside(mask.coloured(StreetClass.counted.map(\.colour)))
        try FileAccess.write(
          JPEG.encode(pair, quality: 90, subsampling: .half), to: "\(directory)/\(name).jpg")
        return ([], counts)
      case .mjpeg:
        return (try JPEG.encode(photo, quality: 90, subsampling: .half), counts)
      }
    }
  }

  /// The classes and void, as a palette for `label`.
  public static var palette: [LabelClass] {
    StreetClass.allCases.map { LabelClass(index: Int($0.rawValue), name: $0.name, colour: $0.colour) }
  }

  private static func classes(_ counts: [Int]) -> [LabelClass] {
    let total = max(1, counts[..<255].reduce(0, +))
    return StreetClass.counted.map {
      LabelClass(
        index: Int($0.rawValue), name: $0.name, colour: $0.colour,
        share: Double(counts[Int($0.rawValue)]) / Double(total))
    }
  }
}
