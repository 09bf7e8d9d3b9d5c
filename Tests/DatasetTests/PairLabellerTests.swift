import Foundation
import Testing

@testable import Dataset

struct PairLabellerTests {
  private let width = 200
  private let height = 120

  /// Writes street scenes as pairs, and returns the true labels by name.
  private func writePairs(_ directory: String, frames: Int) throws -> [String: LabelMap] {
    let generator = try SceneGenerator(seed: 11, width: width, height: height, framesPerStreet: 1, step: 1)
    try SceneWriter(generator: generator, frames: frames, format: .pairs).write(to: directory)
    return Dictionary(
      uniqueKeysWithValues: (0..<frames).map { ("scene0000\($0)", generator.frame($0).mask) })
  }

  private func labels(_ output: String, _ name: String) throws -> LabelMap {
    try NetPBM.decodePGM(FileAccess.read("\(output)/labels/\(name).pgm"))
  }

  @Test func aPaletteRecoversTheLabelsOfScenes() throws {
    try withTemporaryDirectory { directory in
      let truth = try writePairs(directory + "/pairs", frames: 3)
      let palette = try LabelClass.read(directory + "/pairs/palette.json")
      let classes = try PairLabeller(pairs: directory + "/pairs", output: directory + "/out").run(.palette(palette))
      #expect(classes.map(\.name) == StreetClass.counted.map(\.name))
      #expect(abs(classes.compactMap(\.share).reduce(0, +) - 1) < 1e-9)
      for (name, mask) in truth { #expect(try agreement(labels(directory + "/out", name), mask) > 0.96) }
      let photo = try JPEG.decode(FileAccess.read("\(directory)/out/images/scene00000.jpg"))
      #expect(photo.width == width && photo.height == height)
      // photo, mask and labels; three pairs; labels have the class colours, so they look like the mask
      let preview = try JPEG.decode(FileAccess.read("\(directory)/out/preview.jpg"))
      #expect(preview.width == 3 * width && preview.height == 3 * height)
      let (mask, shown) = (preview.cropped(columns: width..<2 * width), preview.cropped(columns: 2 * width..<3 * width))
      let near = zip(mask.pixels, shown.pixels).count { abs(Int($0) - Int($1)) < 30 }
      #expect(Double(near) / Double(mask.pixels.count) > 0.9)
      #expect(try LabelClass.read(directory + "/out/classes.json").map(\.name) == classes.map(\.name))
    }
  }

  /// Stripes with very different shares, in seven colours of CamVid's palette.
  private func writeStripes(_ directory: String) throws -> LabelMap {
    try FileAccess.createDirectory(directory)
    var mask = LabelMap(width: 240, height: 160, indices: [UInt8](repeating: 0, count: 240 * 160))
    let ends = [110, 170, 200, 216, 226, 234, 240]
    for index in mask.indices.indices { mask.indices[index] = UInt8(ends.firstIndex { index % 240 < $0 } ?? 0) }
    let pair = samplePicture(width: 240, height: 160).beside(mask.coloured(StreetClass.counted.map(\.colour)))
    for name in ["a.jpg", "b.jpeg"] {
      try FileAccess.write(JPEG.encode(pair, quality: 90, subsampling: .half), to: "\(directory)/\(name)")
    }
    return mask
  }

  @Test(arguments: [1, 2, 3])
  func clustersRecoverTheLabelsInOrderOfShare(seed: UInt64) throws {
    try withTemporaryDirectory { directory in
      let truth = try writeStripes(directory + "/pairs")
      let classes = try PairLabeller(pairs: directory + "/pairs", output: directory + "/out")
        .run(.clusters(count: 7, seed: seed))
      // the stripes are ordered by width, so the clusters' numbers are the true ones
      #expect(classes.map(\.name) == (0..<7).map { "class\($0)" })
      let shares = classes.compactMap(\.share)
      #expect(shares == shares.sorted(by: >))
      for name in ["a", "b"] { #expect(try agreement(labels(directory + "/out", name), truth) > 0.98) }
    }
  }

  @Test func clustersOfScenesAgreeWithTheTruthByMajority() throws {
    try withTemporaryDirectory { directory in
      let truth = try writePairs(directory + "/pairs", frames: 4)
      _ = try PairLabeller(pairs: directory + "/pairs", output: directory + "/out").run(.clusters(count: 12, seed: 1))
      var counts = [Int](repeating: 0, count: 256 * 256)
      for (name, mask) in truth {
        for (cluster, label) in zip(try labels(directory + "/out", name).indices, mask.indices) {
          counts[Int(cluster) << 8 | Int(label)] += 1
        }
      }
      let matched = (0..<256).map { counts[$0 << 8..<($0 + 1) << 8].max() ?? 0 }.reduce(0, +)
      #expect(Double(matched) / Double(counts.reduce(0, +)) > 0.95)
    }
  }

  @Test func asManyClassesAsColoursAreSuggested() throws {
    try withTemporaryDirectory { directory in
      _ = try writeStripes(directory + "/pairs")
      let labeller = PairLabeller(pairs: directory + "/pairs", output: directory + "/out")
      let suggestion = try labeller.suggestion(seed: 1)
      #expect(suggestion.suggested == 7)
      let inertias = suggestion.rows.map(\.inertia)
      #expect(inertias == inertias.sorted(by: >))
      #expect(suggestion.rows.map(\.count) == Array(2..<2 + suggestion.rows.count))
      #expect(suggestion.rows.allSatisfy { (-1...1).contains($0.silhouette) })
      #expect(!FileManager.default.fileExists(atPath: directory + "/out"))
    }
  }

  @Test func damagedPairsAreNamedAndLeftOut() throws {
    try withTemporaryDirectory { directory in
      _ = try writeStripes(directory)
      let good = try FileAccess.read(directory + "/a.jpg")
      try FileAccess.write(Array(good[..<(good.count / 2)]), to: directory + "/cut.jpg")
      try FileAccess.write(JPEGFixture.cmyk, to: directory + "/cmyk.jpg")
      try FileAccess.write(good, to: directory + "/b.jpg")  // hides b.jpeg, because both would be written as b
      var warnings: [String] = []
      _ = try PairLabeller(pairs: directory, output: directory + "/out", warn: { warnings.append($0) })
        .run(.clusters(count: 7, seed: 1))
      #expect(warnings.count == 3)
      for name in ["cut.jpg", "cmyk.jpg", "b.jpg"] { #expect(warnings.contains { $0.contains(name) }) }
      let written = try FileManager.default.contentsOfDirectory(atPath: directory + "/out/images")
      #expect(written.sorted() == ["a.jpg", "b.jpg"])
    }
  }

  @Test func whatCannotBeLabelledIsAnErrorOfItsKind() throws {
    try withTemporaryDirectory { directory in
      func kind(_ pairs: String, _ colours: PairLabeller.Colours) -> DatasetError.Kind? {
        do throws(DatasetError) {
          _ = try PairLabeller(pairs: pairs, output: directory + "/out").run(colours)
          return nil
        } catch {
          return error.kind
        }
      }
      #expect(kind(directory + "/none", .clusters(count: 4, seed: 1)) == .notThere)
      #expect(kind(directory, .clusters(count: 4, seed: 1)) == .notThere)
      try FileAccess.write([0xFF, 0xD8], to: directory + "/bad.jpg")
      #expect(kind(directory, .clusters(count: 4, seed: 1)) == .badData)
      #expect(kind(directory, .clusters(count: 1, seed: 1)) == .usage)
      #expect(kind(directory, .clusters(count: 256, seed: 1)) == .usage)
    }
  }
}
