import Foundation

/// Where photos and masks are kept.
enum LabelSource: Sendable {
  /// A directory of pairs: photo and mask side by side in one file.
  case pairs(String)
  case directories(photos: String, masks: String)

  /// The path that errors name.
  var place: String {
    switch self {
    case .pairs(let path): path
    case .directories(_, let masks): masks
    }
  }

  /// The folders that are read.
  var folders: [String] {
    switch self {
    case .pairs(let path): [path]
    case .directories(let photos, let masks): [photos, masks]
    }
  }

  /// - Parameter leavingOut: folders that are no source: results, and another set's files.
  /// - Throws: `DatasetError`: `notThere` where a directory is missing or empty; others as `PhotoMatching`.
  func items(
    leavingOut: [String], warn: (String) -> Void
  ) throws(DatasetError) -> (items: [LabelItem], names: [UInt32: String]) {
    switch self {
    case .pairs(let folder): return (try Self.pairs(folder, leavingOut, warn), [:])
    case .directories(let photos, let masks): return try Self.matched(photos, masks, leavingOut, warn)
    }
  }

  private static func pairs(
    _ folder: String, _ leavingOut: [String], _ warn: (String) -> Void
  ) throws(DatasetError) -> [LabelItem] {
    let files = try FileAccess.list(folder, extensions: ["jpg", "jpeg", "png"], leavingOut: leavingOut)
    guard !files.isEmpty else {
      throw DatasetError(.notThere, "\(folder): no pairs (.jpg, .png) in this directory")
    }
    let items = zip(files, PhotoMatching.outputNames(files)).map { file, name in
      LabelItem(name: name, photo: "\(folder)/\(file)", mask: .rightHalf)
    }
    return unlike(items, warn)
  }

  private static func matched(
    _ photoFolder: String, _ maskFolder: String, _ leavingOut: [String], _ warn: (String) -> Void
  ) throws(DatasetError) -> ([LabelItem], [UInt32: String]) {
    let isOne = FileAccess.resolved(photoFolder) == FileAccess.resolved(maskFolder)
    var photos = try FileAccess.list(
      photoFolder, extensions: PhotoFile.extensions, leavingOut: leavingOut + (isOne ? [] : [maskFolder]))
    var masks = try FileAccess.list(
      maskFolder, extensions: ["png", "jpg", "jpeg", "pgm", "ppm"],
      leavingOut: leavingOut + (isOne ? [] : [photoFolder]))
    if isOne { (photos, masks) = parted(photos) }
    guard !photos.isEmpty else {
      throw DatasetError(.notThere, "\(photoFolder): no photos (.jpg, .png, .ppm) in this directory")
    }
    guard !masks.isEmpty else {
      throw DatasetError(.notThere, "\(maskFolder): no masks (.png) in this directory" + otherFiles(maskFolder))
    }
    if let export = try LabelStudioExport(photos: photos, in: photoFolder, masks: masks, in: maskFolder) {
      return (unlike(export.items, warn), export.names)
    }
    let matching = try PhotoMatching(photos: photos, in: photoFolder, masks: masks, in: maskFolder)
    tell(matching.lonelyPhotos, photoFolder, "photo", "no mask in \(maskFolder) has its name", warn)
    tell(matching.lonelyMasks, maskFolder, "mask", "no photo in \(photoFolder) has its name", warn)
    if let example = matching.spareMasks.first {
      let (spare, used) = ("\(maskFolder)/\(example.mask)", (example.instead as NSString).lastPathComponent)
      let more = matching.spareMasks.count > 1 ? " and \(matching.spareMasks.count - 1) more" : ""
      warn("\(spare)\(more): not needed, their photos have other masks (\(used))")
    }
    return (unlike(matching.items, warn), [:])
  }

  /// Divides the files of one directory into photos and masks. A mask has a JPEG of its name beside it, or a mask's words in its name.
  private static func parted(_ files: [String]) -> (photos: [String], masks: [String]) {
    func stem(_ file: String) -> String { ((file as NSString).lastPathComponent as NSString).deletingPathExtension }
    let isPNG = { (file: String) in file.lowercased().hasSuffix("png") }
    let jpegs = Set(files.filter { !isPNG($0) }.map { ($0 as NSString).deletingPathExtension.lowercased() })
    let photoKeys = Set(files.map { MaskNaming.keys(ofPhoto: stem($0))[1] })
    let masks = files.filter { file in
      guard isPNG(file) else { return false }
      if jpegs.contains((file as NSString).deletingPathExtension.lowercased()) { return true }
      let (own, key) = (MaskNaming.keys(ofPhoto: stem(file))[1], MaskNaming.keys(ofMask: stem(file))[1])
      return own != key && photoKeys.contains(key)
    }
    let taken = Set(masks)
    return (files.filter { !taken.contains($0) }, masks)
  }

  /// Names the first few in a warning, and counts the rest.
  private static func tell(
    _ files: [String], _ folder: String, _ what: String, _ why: String, _ warn: (String) -> Void
  ) {
    for file in files.prefix(3) { warn("\(folder)/\(file): left out, \(why)") }
    if files.count > 3 { warn("and \(files.count - 3) more \(what)s likewise") }
  }

  /// Drops items with a name that another item has, because both would be written to one place.
  private static func unlike(_ items: [LabelItem], _ warn: (String) -> Void) -> [LabelItem] {
    var names: Set<String> = []
    return items.filter { item in
      let isNew = names.insert(item.name).inserted
      if !isNew { warn("\(item.photo): left out, another file has this name with another extension") }
      return isNew
    }
  }

  private static func otherFiles(_ folder: String) -> String {
    let kinds = ["tif", "tiff", "bmp", "npy", "json", "webp", "gif", "txt", "xml"]
    guard
      let found = kinds.first(where: { kind in (try? FileAccess.list(folder, extensions: [kind]))?.isEmpty == false })
    else { return "" }
    return "; its .\(found) files are not read: export masks as PNG"
  }
}
