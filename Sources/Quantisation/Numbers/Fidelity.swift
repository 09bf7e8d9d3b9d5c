import FloatReference

/// How close a network in integers comes to the float network, on some frames.
package struct Fidelity {
  /// The noise at the logits.
  package private(set) var noise = NoiseMeter()
  private var pixels = 0
  private var equal = 0

  /// - Parameters: a frame's logits from both networks, [classes][height][width]
  mutating func add(_ float: [Float], _ own: [Float], classes: Int) {
    noise.add(float, own)
    for (a, b) in zip(FloatFrame.argMax(float, classes: classes), FloatFrame.argMax(own, classes: classes)) {
      pixels += 1
      if a == b { equal += 1 }
    }
  }

  /// The share of pixels to which both give the same class; 1 if there is no pixel.
  package var agreement: Double { pixels == 0 ? 1 : Double(equal) / Double(pixels) }
}
