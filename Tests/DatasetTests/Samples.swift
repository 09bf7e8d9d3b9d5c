import Foundation

@testable import Dataset

/// A smooth picture with some texture, so that its JPEG is neither empty nor noise.
func samplePicture(width: Int, height: Int) -> RGBImage {
  var image = RGBImage(width: width, height: height)
  for y in 0..<height {
    for x in 0..<width {
      let pixel = 3 * (y * width + x)
      image.pixels[pixel] = UInt8(x * 255 / width)
      image.pixels[pixel + 1] = UInt8(y * 255 / height)
      image.pixels[pixel + 2] = UInt8((x / 8 + y / 8) % 2 == 0 ? 60 : 190)
    }
  }
  return image
}

/// A mask of upright stripes, `stripe` pixels wide, in the order of `colours`.
func stripedMask(width: Int, height: Int, stripe: Int, colours: Int) -> LabelMap {
  var mask = LabelMap(width: width, height: height, indices: [UInt8](repeating: 0, count: width * height))
  for index in mask.indices.indices { mask.indices[index] = UInt8(index % width / stripe % colours) }
  return mask
}

/// Runs `body` with the path of a new directory, which is deleted afterwards.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let directory = FileManager.default.temporaryDirectory.appendingPathComponent("catseye-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory.path)
}

/// The share of pixels that are equal, 0 to 1.
func agreement(_ a: LabelMap, _ b: LabelMap) -> Double {
  guard a.width == b.width, a.height == b.height else { return 0 }
  return Double(zip(a.indices, b.indices).count { $0 == $1 }) / Double(a.indices.count)
}
