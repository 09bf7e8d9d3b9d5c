import Foundation
import NetworkGraph

extension ClassifierEnd {
  /// Computes an end of a classifier. Class indices become floats.
  /// - Parameter shape: the input's shape.
  func compute(_ from: UnsafePointer<Float>, _ shape: Shape, _ to: UnsafeMutablePointer<Float>) {
    let (plane, channels) = (shape.planeCount, shape.channels)
    if self == .rearranged { return to.update(from: from, count: shape.elementCount) }
    if self == .threshold {
      for index in 0..<shape.elementCount { to[index] = from[index] > 0 ? 1 : 0 }
      return
    }
    for pixel in 0..<plane {
      var best = 0
      for channel in 1..<max(channels, 1) where from[channel * plane + pixel] > from[best * plane + pixel] {
        best = channel
      }
      if self == .argMax {
        to[pixel] = Float(best)
        continue
      }
      // the largest is subtracted, so that no exponential overflows
      let largest = from[best * plane + pixel]
      var sum: Float = 0
      for channel in 0..<channels { sum += expf(from[channel * plane + pixel] - largest) }
      for channel in 0..<channels {
        let logit = from[channel * plane + pixel] - largest
        to[channel * plane + pixel] = self == .softmax ? expf(logit) / sum : logit - logf(sum)
      }
    }
  }
}
