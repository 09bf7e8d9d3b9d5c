import Foundation

/// How tools name the mask of a photo.
enum MaskNaming {
  /// Words in masks' names that their photos' names lack: people's words, and those of Cityscapes (`_gtFine_labelIds`), BDD100K
  /// (`_train_id`), CamVid (`_L`), Supervisely (`photo.jpg.png`) and KITTI's roads (`um_road_000000`).
  private static let maskWords: Set<String> = [
    "mask", "masks", "label", "labels", "labelids", "labeltrainids", "trainids", "color", "colour", "gtfine",
    "gtcoarse",
    "seg", "segmentation", "semantic", "gt", "groundtruth", "l", "annotation", "annotations", "ann", "lbl", "class",
    "classes", "pixels", "png", "jpg", "jpeg", "tif", "bmp",
  ]
  private static let photoWords: Set<String> = [
    "leftimg8bit", "rightimg8bit", "rgb", "image", "images", "img", "photo", "raw", "sat", "input", "png", "jpg",
    "jpeg",
  ]
  private static let separators = CharacterSet(charactersIn: "_-. ")

  /// Keys by which a photo may be found, the most likely first.
  static func keys(ofPhoto stem: String) -> [String] { keys(stem, photoWords) }

  /// Keys of the photos to which a mask may belong, the most likely first.
  static func keys(ofMask stem: String) -> [String] { keys(stem, maskWords) }

  /// The rank of a mask's kind: of several masks for one photo, the one with the least rank is used.
  static func rank(ofMask path: String) -> Int {
    let words = words((path as NSString).lastPathComponent.lowercased())
    let isPNG = (path as NSString).pathExtension.lowercased() == "png"
    let base = words.contains("labeltrainids") || words.contains("id") ? 0 : words.contains("labelids") ? 1 : 2
    return 2 * base + (isPNG ? 0 : 1)
  }

  /// Whether a mask numbers things instead of classes: objects, lanes, depth.
  static func isOfObjects(_ path: String, among folders: Set<String>) -> Bool {
    let folder = ((path as NSString).deletingLastPathComponent as NSString).lastPathComponent.lowercased()
    let words = words(((path as NSString).lastPathComponent as NSString).deletingPathExtension.lowercased())
    if words.contains("instanceids") || words.contains("instancetrainids") { return true }
    if words.contains("lane"), words.first == "um" { return true }
    // CVAT and VOC, KITTI, Mapillary: such a folder counts only beside the folder of the classes
    if folder == "segmentationobject" { return folders.contains("segmentationclass") }
    if folder == "instance" || folder == "instances" || folder == "panoptic" {
      return folders.contains("semantic") || folders.contains("labels")
    }
    return folder == "semantic_rgb" && folders.contains("semantic")
  }

  private static func words(_ text: String) -> [String] {
    text.components(separatedBy: separators).filter { !$0.isEmpty }
  }

  private static func keys(_ stem: String, _ extra: Set<String>) -> [String] {
    let whole = stem.lowercased()
    var keys = [whole]
    var parts = words(whole)
    if parts.count > 2, parts[0] == "um" || parts[0] == "umm" || parts[0] == "uu", parts[1] == "road" {
      parts.remove(at: 1)
    }
    if parts.count > 2, parts.suffix(2) == ["train", "id"] || parts.suffix(2) == ["train", "color"] {
      parts.removeLast(2)
    }
    while parts.count > 1, extra.contains(parts[parts.count - 1]) { parts.removeLast() }
    while parts.count > 1, extra.contains(parts[0]) { parts.removeFirst() }
    keys.append(parts.joined(separator: "_"))
    // Label Studio puts eight hexadecimal digits before the name of an uploaded file
    if parts.count > 1, parts[0].count == 8, parts[0].allSatisfy(\.isHexDigit) {
      keys.append(parts.dropFirst().joined(separator: "_"))
    }
    return keys
  }
}
