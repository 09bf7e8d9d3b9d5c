/// What k-means makes of the masks' clean colours with each number of clusters, so that a person can choose one.
public struct ClusterSuggestion: Sendable {
  public struct Row: Sendable {
    /// The number of clusters.
    public let count: Int
    /// The mean squared distance of a colour to its centre, in squared levels, rare colours counted more as `label` does.
    public let inertia: Double
    /// -1 to 1; see `Silhouette`.
    public let silhouette: Double
  }

  public static let counts = 2...20

  /// How many classes the masks hold exactly as they were drawn, a colour or an id each; nil where JPEG or smooth drawing has
  /// mixed them.
  public private(set) var exactCount: Int?
  /// Whether they stand for class ids.
  public private(set) var areIDs = false
  /// Whether there are ids that are no class.
  public private(set) var haveVoid = false

  /// Fewer than 20 if the masks have fewer colours.
  public let rows: [Row]

  /// The count of the highest silhouette, the smallest among equals.
  public var suggested: Int { rows.reduce(rows[0]) { $1.silhouette > $0.silhouette ? $1 : $0 }.count }

  /// - Throws: `DatasetError` (`badData`) if the masks have fewer than two colours.
  init(_ histogram: ColourHistogram, seed: UInt64) throws(DatasetError) {
    try self.init(KMeans(cleanColours: histogram.bins), seed: seed)
  }

  /// Of colours that are exactly as they were drawn.
  ///
  /// - Parameter ids: what the masks' ids are taken for; nil where they hold colours.
  init(exact tally: MaskTally, seed: UInt64, ids: MaskIDs?) throws(DatasetError) {
    let found = tally.entries.sorted { $0.key < $1.key }
    let colours = found.map { RGBColour(packed: $0.key) }
    let points = colours.map { SIMD3(Double($0.red), Double($0.green), Double($0.blue)) }
    try self.init(KMeans(points: points, weights: found.map { Double($0.value.count).squareRoot() }), seed: seed)
    exactCount = ids?.classes.count ?? found.count
    areIDs = ids != nil
    haveVoid = ids?.labels.contains(LabelMap.ignored) ?? false
  }

  private init(_ clustering: KMeans, seed: UInt64) throws(DatasetError) {
    let counts = Array(Self.counts.prefix { $0 <= clustering.points.count })
    guard !counts.isEmpty else { throw DatasetError(.badData, "the masks have fewer than two colours") }
    let silhouette = Silhouette(points: clustering.points, weights: clustering.weights, seed: seed)
    let total = clustering.weights.reduce(0, +)
    rows = Parallel.map(counts.count) { index in
      let fit = clustering.fit(k: counts[index], seed: seed)
      return Row(count: counts[index], inertia: fit.inertia / total, silhouette: silhouette.mean(fit.centres))
    }
  }
}
