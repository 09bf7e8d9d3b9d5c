extension RGBImage {
  /// A pair's photo (left) and coloured mask (right), both `width / 2` wide; the middle column of an odd width is in
  /// neither.
  ///
  /// - Throws: `DatasetError` (`badData`) if the picture is only one pixel wide.
  public func halves() throws(DatasetError) -> (photo: RGBImage, mask: RGBImage) {
    guard width >= 2 else { throw DatasetError(.badData, "one pixel wide, so it cannot be a pair") }
    let half = width / 2
    return (cropped(columns: 0..<half), cropped(columns: width - half..<width))
  }
}
