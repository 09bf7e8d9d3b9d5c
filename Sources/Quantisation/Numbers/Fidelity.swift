import FloatReference

/// How near a network in integers is to the float network, on some frames.
package struct Fidelity {
  /// At the logits.
  package private(set) var noise = NoiseMeter()
  private var pixels = 0
  private var equal = 0

  /// - Parameters: a frame's logits by both, [classes][height][width]
  mutating func add(_ float: [Float], _ own: [Float], classes: Int) {
    noise.add(float, own)
    for (a, b) in zip(FloatFrame.argMax(float, classes: classes), FloatFrame.argMax(own, classes: classes)) {
      pixels += 1
      if a == b { equal += 1 }
    }
  }

  /// Share of the pixels to which both give one class; 1 of none.
  package var agreement: Double { pixels == 0 ? 1 : Double(equal) / Double(pixels) }
}
