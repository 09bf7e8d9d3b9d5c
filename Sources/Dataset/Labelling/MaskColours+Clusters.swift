extension MaskColours {
  /// Finds the colours of masks from how often they occur.
  ///
  /// - Parameters:
  ///   - k: how many colours to look for; fewer are found where the masks have fewer.
  ///   - seed: another seed, other starts.
  /// - Throws: `DatasetError` (`badData`) if the masks have no interior pixels.
  init(clustering histogram: ColourHistogram, k: Int, seed: UInt64) throws(DatasetError) {
    let bins = histogram.bins
    guard !bins.isEmpty else { throw DatasetError(.badData, "the masks have no areas of one colour") }
    // By the square root, so that a class of 0.3% still weighs enough to get a centre of its own.
    let fit = KMeans(points: bins.map(\.colour), weights: bins.map { Double($0.count).squareRoot() })
      .fit(k: k, seed: seed)
    var counts = [Int](repeating: 0, count: fit.centres.count)
    for (bin, centre) in zip(bins, fit.assignment) { counts[centre] += bin.count }
    let found = fit.centres.indices
      .filter { counts[$0] > 0 }
      .map { (colour: Self.peak(bins, fit.assignment, $0), count: counts[$0]) }
      .sorted { $0.count > $1.count }
    try self.init(
      palette: found.enumerated().map { LabelClass(index: $0, name: "class\($0)", colour: $1.colour) })
  }

  /// The mean colour of a cluster's densest place: a mask's own colour, whatever mixtures the cluster also holds.
  private static func peak(_ bins: [ColourHistogram.Bin], _ assignment: [Int], _ cluster: Int) -> RGBColour {
    var members: [ColourHistogram.Bin] = []
    for (bin, number) in zip(bins, assignment) where number == cluster { members.append(bin) }
    guard let densest = members.max(by: { $0.count < $1.count }) else { return RGBColour(0, 0, 0) }
    var sum = SIMD3<Double>.zero
    var count = 0.0
    for bin in members where KMeans.squaredDistance(bin.colour, densest.colour) <= 144 {
      sum += bin.colour * Double(bin.count)
      count += Double(bin.count)
    }
    let mean = (sum / count).rounded(.toNearestOrEven)
    return RGBColour(UInt8(mean.x), UInt8(mean.y), UInt8(mean.z))
  }
}
