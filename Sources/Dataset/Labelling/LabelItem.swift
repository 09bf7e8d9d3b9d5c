import Vision

/// A photo and its mask, however they are stored.
struct LabelItem: Sendable {
  /// Where the mask is.
  enum Mask: Sendable {
    /// In the photo's file: its right half is the mask.
    case rightHalf
    case file(String)
    /// One file for each painted thing, white on black, and the class id of each.
    case layers([(id: UInt32, path: String)])
  }

  /// The name without folder and ending; no two items have the same.
  let name: String
  let photo: String
  let mask: Mask

  /// The two pictures of an item, and what the output needs to know about them.
  struct Pictures {
    /// The photo, turned upright.
    let photo: RGBImage
    let mask: MaskPicture
    /// The bytes of the photo's file, where they can be used as they are.
    let jpeg: [UInt8]?
    /// Whether the mask was stored in the photo's orientation, and was turned with it.
    var isMaskTurned = false

    var isMaskOfOtherSize: Bool { mask.width != photo.width || mask.height != photo.height }
  }

  /// - Throws: `DatasetError`: `badData` with the file's name where a picture is damaged, or the sizes are not of one picture.
  func pictures() throws(DatasetError) -> Pictures {
    let bytes = try FileAccess.read(photo)
    let stored = try Self.decode(photo) { () throws(DatasetError) in try PhotoFile.decode(bytes, name: photo) }
    if case .rightHalf = mask {
      let (left, right) = try Self.decode(photo) { () throws(DatasetError) in try stored.halves() }
      let content =
        bytes.starts(with: PNG.signature) ? MaskPicture.Content.colours(right.packed) : .smeared(right)
      return Pictures(
        photo: left, mask: MaskPicture(width: right.width, height: right.height, content: content), jpeg: nil)
    }
    var mask = try maskPicture()
    let orientation = Orientation(of: bytes)
    let upright = orientation.turn(stored)
    // a tool that ignores EXIF leaves the mask in the orientation in which the photo is stored
    let lies = orientation.swapsSides && mask.fits(stored, betterThan: upright)
    if lies { mask = orientation.turn(mask) }
    guard mask.hasShape(of: upright) else {
      throw DatasetError(
        .badData,
        "\(photo) has \(upright.width) x \(upright.height) pixels, its mask \(mask.width) x \(mask.height): not of one picture"
      )
    }
    return Pictures(
      photo: upright, mask: mask, jpeg: PhotoFile.isJPEG(bytes) && orientation.isUpright ? bytes : nil,
      isMaskTurned: lies
    )
  }

  private func maskPicture() throws(DatasetError) -> MaskPicture {
    switch mask {
    case .rightHalf: throw DatasetError(.badData, "\(photo): a pair")
    case .file(let path): return try Self.mask(path)
    case .layers(let layers): return try Self.composed(layers)
    }
  }

  private static func mask(_ path: String) throws(DatasetError) -> MaskPicture {
    let bytes = try FileAccess.read(path)
    return try decode(path) { () throws(DatasetError) in
      if bytes.starts(with: PNG.signature) { return try PNG.decodeMask(bytes) }
      if bytes.starts(with: Array("P5".utf8)) {
        let map = try NetPBM.decodePGM(bytes)
        return MaskPicture(width: map.width, height: map.height, content: .values(map.indices.map { UInt32($0) }))
      }
      let image = try PhotoFile.decode(bytes, name: path)
      let content = PhotoFile.isJPEG(bytes) ? MaskPicture.Content.smeared(image) : .colours(image.packed)
      return MaskPicture(width: image.width, height: image.height, content: content)
    }
  }

  /// The id of each pixel: that of the last layer which is at least half white there; 0 where none is.
  private static func composed(_ layers: [(id: UInt32, path: String)]) throws(DatasetError) -> MaskPicture {
    guard let first = layers.first else { throw DatasetError(.badData, "no layers") }
    let (width, height) = { ($0.width, $0.height) }(try mask(first.path))
    var ids = [UInt32](repeating: 0, count: width * height)
    for layer in layers {
      let picture = try mask(layer.path)
      guard picture.width == width, picture.height == height else {
        throw DatasetError(.badData, "\(layer.path): of another size than the other layers of its photo")
      }
      for (pixel, colour) in (picture.colours ?? picture.image.packed).enumerated() where colour & 0xFF >= 128 {
        ids[pixel] = layer.id
      }
    }
    return MaskPicture(width: width, height: height, content: .values(ids))
  }

  private static func decode<Result>(
    _ path: String, _ body: () throws(DatasetError) -> Result
  ) throws(DatasetError) -> Result {
    do throws(DatasetError) {
      return try body()
    } catch {
      throw error.inFile(path)
    }
  }
}

extension MaskPicture {
  /// Whether the picture has the proportions of `photo`, to two hundredths. A mask may be smaller or larger than its photo.
  func hasShape(of photo: RGBImage) -> Bool {
    let (a, b) = (photo.width * height, width * photo.height)
    return abs(a - b) * 50 <= max(a, b)
  }

  fileprivate func fits(_ photo: RGBImage, betterThan other: RGBImage) -> Bool {
    let isSize = { (picture: RGBImage) in picture.width == width && picture.height == height }
    if isSize(photo) || isSize(other) { return !isSize(other) }
    return hasShape(of: photo) && !hasShape(of: other)
  }
}
