extension SceneCanvas {
  /// The samples as a picture, with the effects of lens and sensor: darker corners, contrast, tint and noise.
  func photo(_ light: Lighting, noiseSeed: UInt64) -> RGBImage {
    let width = columns / Self.oversampling
    let height = rows / Self.oversampling
    let noise = ValueNoise(seed: noiseSeed)
    var image = RGBImage(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        let first = y * Self.oversampling * columns + x * Self.oversampling
        let sum = colours[first] + colours[first + 1] + colours[first + columns] + colours[first + columns + 1]
        let dx = 2 * Float(x) / Float(width) - 1
        let dy = 2 * Float(y) / Float(height) - 1
        var colour = sum * 0.25 * light.tint * (1 - light.vignette * (dx * dx + dy * dy))
        colour = (colour - SceneColour(grey: 0.5)) * light.contrast + SceneColour(grey: 0.5 + light.exposure)
        let (px, py) = (Int32(x), Int32(y))
        let luma = noise.cell(px, py) + noise.cell(py &+ 7919, px) - 1
        let chroma =
          SceneColour(noise.cell(px &+ 104_729, py), 0.5, noise.cell(px, py &+ 104_729)) - SceneColour(grey: 0.5)
        colour += (SceneColour(grey: luma) + chroma * 0.5) * light.grain
        let bytes = (colour * 255).rounded(.toNearestOrEven).clamped(
          lowerBound: SceneColour(grey: 0), upperBound: SceneColour(grey: 255))
        let out = 3 * (y * width + x)
        image.pixels[out] = UInt8(bytes.x)
        image.pixels[out + 1] = UInt8(bytes.y)
        image.pixels[out + 2] = UInt8(bytes.z)
      }
    }
    return image
  }

  /// The class that most of a pixel's samples have; among equals the first sample decides.
  func mask() -> LabelMap {
    let width = columns / Self.oversampling
    let height = rows / Self.oversampling
    var indices = [UInt8](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        let first = y * Self.oversampling * columns + x * Self.oversampling
        let a = classes[first]
        let (b, c, d) = (classes[first + 1], classes[first + columns], classes[first + columns + 1])
        // Of four, another one wins only with the other three, or with two while the first stands alone.
        indices[y * width + x] = a == b || a == c || a == d ? a : (b == c || b == d ? b : (c == d ? c : a))
      }
    }
    return LabelMap(width: width, height: height, indices: indices)
  }
}
