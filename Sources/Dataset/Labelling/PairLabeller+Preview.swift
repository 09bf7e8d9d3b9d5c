extension PairLabeller {
  /// How many pairs the picture for the eye shows; more rows than a screen has help nobody.
  private static let previewRows = 4

  /// Writes OUT/preview.jpg: photo, mask and labels side by side, a row for each of a few pairs from all over the directory.
  ///
  /// - Parameter names: the pairs whose labels are written; not empty.
  func writePreview(_ names: [String], _ classes: [LabelClass]) throws(DatasetError) {
    let count = min(names.count, Self.previewRows)
    let colours = classes.map(\.colour)
    var rows: [RGBImage] = []
    for row in 0..<count {
      // The middle of each of `count` equal parts.
      let name = names[(2 * row + 1) * names.count / (2 * count)]
      let (photo, mask) = try JPEG.decode(FileAccess.read("\(pairs)/\(name)")).halves()
      let labels = try NetPBM.decodePGM(FileAccess.read(Self.labelPath(output, name)))
      rows.append(photo.beside(mask).beside(labels.coloured(colours)))
    }
    // Every pair may have a size of its own; a JPEG has at most 65500 pixels a side.
    let (width, height) = (rows.map(\.width).max() ?? 0, rows.reduce(0) { $0 + $1.height })
    guard max(width, height) <= 65_500 else { return warn("\(output)/preview.jpg: left out, the pairs are too large") }
    var picture = RGBImage(width: width, height: height)
    var top = 0
    for row in rows {
      for y in 0..<row.height {
        let target = 3 * (top + y) * width
        picture.pixels.replaceSubrange(
          target..<target + 3 * row.width, with: row.pixels[3 * y * row.width..<3 * (y + 1) * row.width])
      }
      top += row.height
    }
    try FileAccess.write(JPEG.encode(picture, quality: 90, subsampling: .none), to: output + "/preview.jpg")
  }
}
