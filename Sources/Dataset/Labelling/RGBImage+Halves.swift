extension RGBImage {
  /// The two halves of a pair: the photo (left) and the coloured mask (right), each `width / 2` wide. With an odd width the middle column
  /// is in neither.
  ///
  /// - Throws: `DatasetError` (`badData`) if the picture is only one pixel wide.
  public func halves() throws(DatasetError) -> (photo: RGBImage, mask: RGBImage) {
    guard width >= 2 else { throw DatasetError(.badData, "one pixel wide, so it cannot be a pair") }
    let half = width / 2
    return (cropped(columns: 0..<half), cropped(columns: width - half..<width))
  }

  /// Whether two halves hold about the same colours, as two halves of one photo do: whether their histograms of 16 levels a channel share
  /// at least a fourth. In CamVid's and generated pairs, photo and mask share at most 0.13; two halves of a photo share at least 0.35.
  func looksLike(_ other: RGBImage) -> Bool {
    let shared = zip(coarseShares, other.coarseShares).reduce(0) { $0 + min($1.0, $1.1) }
    return shared > 0.25
  }

  private var coarseShares: [Double] {
    var counts = [Int](repeating: 0, count: 4096)
    for at in stride(from: 0, to: pixels.count, by: 3) {
      counts[Int(pixels[at] >> 4) << 8 | Int(pixels[at + 1] >> 4) << 4 | Int(pixels[at + 2] >> 4)] += 1
    }
    return counts.map { Double($0) / Double(width * height) }
  }
}
