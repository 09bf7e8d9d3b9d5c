/// What masks hold, gathered over all of them before any is labelled.
struct MaskSurvey: Sendable {
  enum Kind: Sendable {
    /// Numbers of classes, in grey or with one palette for all.
    case ids
    /// A colour for each class, exactly as it was drawn.
    case colours
    /// Colours that JPEG or smooth drawing has mixed along edges.
    case mixed
  }

  private(set) var ids = MaskTally()
  private(set) var colours = MaskTally()
  /// Of the masks that went through JPEG.
  private(set) var smeared: ColourHistogram?
  private(set) var hasColoursAlone = false
  /// What the files with a palette say of their ids; nil where none has one.
  private(set) var palette: [UInt32]?
  private(set) var palettesDiffer = false
  /// Whether a file of class ids alone is a photo by its looks.
  private(set) var photos = 0
  private(set) var masks = 0

  init() {}

  /// - Parameter photo: what stands to the left of the mask in one file; masks look like their photos only if they are none.
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
    // ids above 255 are numbers of things
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
    // files that a tool has made small have each a palette of its own
    if let palette {
      let common = min(palette.count, found.count)
      palettesDiffer = palettesDiffer || palette[..<common] != found[..<common]
    }
    if found.count > palette?.count ?? 0 { palette = found }
  }

  var kind: Kind {
    if smeared != nil { return .mixed }
    if !hasColoursAlone, !palettesDiffer {
      // 16 bits of numbers are no drawing, whatever they count
      if !ids.isBlended || (ids.entries.keys.max() ?? 0) > 255 { return .ids }
    }
    return colours.isBlended ? .mixed : .colours
  }
}
