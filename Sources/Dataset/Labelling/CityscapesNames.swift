import Foundation

/// The names of Cityscapes' class ids, known from its file names.
enum CityscapesNames {
  /// The names for `labelIds` from 7 on; ids below 7 are not meant for training.
  private static let ids = [
    "road", "sidewalk", "parking", "rail track", "building", "wall", "fence", "guard rail", "bridge", "tunnel", "pole",
    "polegroup", "traffic light", "traffic sign", "vegetation", "terrain", "sky", "person", "rider", "car", "truck",
    "bus",
    "caravan", "trailer", "train", "motorcycle", "bicycle",
  ]
  private static let withoutTrainID: Set<String> = [
    "parking", "rail track", "guard rail", "bridge", "tunnel", "polegroup", "caravan", "trailer",
  ]

  /// The names of class ids; empty where the masks are not Cityscapes'.
  static func names(of masks: [String]) -> [UInt32: String] {
    let stems = masks.map { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension.lowercased() }
    func all(_ ending: String) -> Bool {
      stems.allSatisfy { $0.hasSuffix("_gtfine_" + ending) || $0.hasSuffix("_gtcoarse_" + ending) }
    }
    var names: [UInt32: String] = [:]
    if all("labelids") {
      for id in 0..<7 { names[UInt32(id)] = "void" }
      for (place, name) in ids.enumerated() { names[UInt32(place + 7)] = name }
    } else if all("labeltrainids") {
      for (place, name) in ids.filter({ !withoutTrainID.contains($0) }).enumerated() { names[UInt32(place)] = name }
    }
    return names
  }
}
