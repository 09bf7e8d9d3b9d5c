import Foundation
import Vision

@testable import Dataset

/// The inputs of `label`, `--calibrate` and `evaluate`: pictures, label maps and palettes; and the labelling of a small pair.
extension FuzzTarget {
  static let picture = FuzzTarget(name: "picture") {
    let classes = [
      LabelClass(index: 0, name: "road", colour: RGBColour(128, 64, 128)),
      LabelClass(index: 255, name: "void", colour: RGBColour(0, 0, 0)),
    ]
    let ppm = NetPBM.encode(SeedPicture.ramp(5, 3))
    let pgm = NetPBM.encode(LabelMap(width: 4, height: 2, indices: [0, 1, 2, 3, 4, 255, 0, 0]))
    return [[0] + ppm, [1] + pgm, [2] + Array(LabelClass.json(classes).utf8)]
      + (try SeedPicture.jpegs().map { [3] + $0 }) + SeedPicture.pngs.map { [4] + $0 }
  } run: { bytes in
    var tape = Tape(bytes)
    let kind = tape.byte() % 5
    let file = Array(tape.remainder())
    switch kind {
    case 0: if let image = try? NetPBM.decodePPM(file) { label(image) }
    case 1: if let map = try? NetPBM.decodePGM(file) { precondition(NetPBM.encode(map).count <= file.count + 64) }
    case 2: if let classes = try? LabelClass.parse(file) { _ = try? MaskColours(palette: classes) }
    case 3: if let image = try? JPEG.decode(file, maxPixels: 1 << 16) { label(image) }
    default:
      _ = Orientation(of: file)
      if let image = try? PNG.decode(file, maxPixels: 1 << 16) { label(image) }
      if let mask = try? PNG.decodeMask(file, maxPixels: 1 << 16) {
        let survey = MaskSurvey(mask)
        if let ids = try? MaskIDs(survey.ids, palette: survey.palette) {
          precondition(ids.numbers(mask.ids ?? []).count == mask.ids?.count ?? 0)
        }
      }
    }
  }

  private static func label(_ image: RGBImage) {
    guard image.width * image.height <= 4096, let halves = try? image.halves() else { return }
    var histogram = ColourHistogram()
    histogram.add(halves.mask)
    guard let colours = try? MaskColours(clustering: histogram, k: 4, seed: 1) else { return }
    let labels = colours.label(halves.mask)
    precondition(labels.indices.count == halves.mask.width * halves.mask.height)
  }
}
