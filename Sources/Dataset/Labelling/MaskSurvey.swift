/// What the masks hold. All of them are looked at before any is labelled.
struct MaskSurvey: Sendable {
  enum Kind: Sendable {
    /// Class numbers, in grey or with one palette for all files.
    case ids
    /// One colour for each class, exactly as it was drawn.
    case colours
    /// Colours that JPEG or smooth drawing has mixed along edges.
    case mixed
  }

  private(set) var ids = MaskTally()
  private(set) var colours = MaskTally()
  /// The colours of the masks that were stored as JPEG.
  private(set) var smeared: ColourHistogram?
  private(set) var hasColoursAlone = false
  /// The palette in the files, 0xRRGGBB for each id; nil where none has one.
  private(set) var palette: [UInt32]?
  private(set) var palettesDiffer = false
  /// How many masks look like photos.
  private(set) var photos = 0
  private(set) var masks = 0

  init() {}

  /// - Parameter photo: the picture to the left of the mask in the same file; only a mask that is none looks like its photo.
  init(_ mask: MaskPicture, besides photo: RGBImage? = nil) {
    masks = 1
    switch mask.content {
    case .values(let values):
      ids.add(values, width: mask.width, height: mask.height)
      colours = ids.mapped(MaskPicture.grey)
    case .indices(let indices, let palette):
      ids.add(indices, width: mask.width, height: mask.height)
      colours = ids.mapped { MaskPicture.colour($0, palette) }
      self.palette = palette
    case .colours(let colours):
      self.colours.add(colours, width: mask.width, height: mask.height)
      hasColoursAlone = true
    case .smeared(let image):
      smeared = ColourHistogram(of: image)
      hasColoursAlone = true
    }
    // ids above 255 number things
    let isOfThings = (ids.entries.keys.max() ?? 0) > 255
    if smeared?.isPhoto ?? (colours.isPhoto && !isOfThings && ColourHistogram(of: mask.image).isPhoto) { photos = 1 }
    if let photo, photo.looksLike(mask.image) { photos = 1 }
  }

  mutating func add(_ other: MaskSurvey) {
    masks += other.masks
    photos += other.photos
    ids.add(other.ids)
    colours.add(other.colours)
    hasColoursAlone = hasColoursAlone || other.hasColoursAlone
    if let histogram = other.smeared { smeared = smeared ?? ColourHistogram(); smeared?.add(histogram) }
    palettesDiffer = palettesDiffer || other.palettesDiffer
    guard let found = other.palette else { return }
    // a tool that reduces files gives each a palette of its own
    if let palette {
      let common = min(palette.count, found.count)
      palettesDiffer = palettesDiffer || palette[..<common] != found[..<common]
    }
    if found.count > palette?.count ?? 0 { palette = found }
  }

  var kind: Kind {
    if smeared != nil { return .mixed }
    if !hasColoursAlone, !palettesDiffer {
      // numbers of 16 bits are no drawing, however many there are
      if !ids.isBlended || (ids.entries.keys.max() ?? 0) > 255 { return .ids }
    }
    return colours.isBlended ? .mixed : .colours
  }
}
