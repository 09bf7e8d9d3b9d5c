extension PairLabeller {
  /// How many pairs the preview shows; more rows than a screen has help nobody.
  private static let previewRows = 4
  /// The most pixels in width for each of the three pictures of a row.
  private static let previewWidth = 800

  /// Writes OUT/preview.jpg: photo, mask and labels side by side, one row for each of a few pairs from all over the set.
  ///
  /// - Parameter items: items whose labels have been written; not empty.
  func writePreview(_ items: [LabelItem], _ classes: [LabelClass]) throws(DatasetError) {
    let count = min(items.count, Self.previewRows)
    let colours = classes.map(\.colour)
    var rows: [RGBImage] = []
    for row in 0..<count {
      // the middle of each of `count` equal parts
      let item = items[(2 * row + 1) * items.count / (2 * count)]
      let pictures = try item.pictures()
      let labels = try NetPBM.decodePGM(FileAccess.read(Self.labelPath(output, item.name)))
      let width = min(labels.width, Self.previewWidth)
      let size = (width: width, height: max(1, labels.height * width / labels.width))
      let shown = labels.shown(colours)
      // ids have no colours of their own
      let mask = pictures.mask.ids != nil ? shown : pictures.mask.image
      rows.append(pictures.photo.nearest(size).beside(mask.nearest(size)).beside(shown.nearest(size)))
    }
    // pairs may differ in size, and a JPEG has at most 65500 pixels a side
    let (width, height) = (rows.map(\.width).max() ?? 0, rows.reduce(0) { $0 + $1.height })
    guard max(width, height) <= 65_500 else { return warn("\(output)/preview.jpg: left out, the masks are too large") }
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

extension RGBImage {
  /// The picture at another size, by nearest neighbour.
  fileprivate func nearest(_ size: (width: Int, height: Int)) -> RGBImage {
    guard size != (width, height) else { return self }
    var scaled = RGBImage(width: size.width, height: size.height)
    for y in 0..<size.height {
      let row = (2 * y + 1) * height / (2 * size.height) * width
      for x in 0..<size.width {
        let from = 3 * (row + (2 * x + 1) * width / (2 * size.width))
        let to = 3 * (y * size.width + x)
        for channel in 0..<3 { scaled.pixels[to + channel] = pixels[from + channel] }
      }
    }
    return scaled
  }
}
