/// The quality of k-means on the masks' clean colours for each number of clusters, from which a person can choose.
public struct ClusterSuggestion: Sendable {
  public struct Row: Sendable {
    /// The number of clusters.
    public let count: Int
    /// The mean squared distance of a colour to its centre, in squared levels. Rare colours count more, as in `label`.
    public let inertia: Double
    /// The silhouette, -1 to 1; see `Silhouette`.
    public let silhouette: Double
  }

  public static let counts = 2...20

  /// How many classes the masks hold exactly as they were drawn, each with one colour or id; nil where JPEG or smooth drawing has mixed
  /// the colours.
  public private(set) var exactCount: Int?
  /// Whether the classes are class ids.
  public private(set) var areIDs = false
  /// Whether some ids are no class.
  public private(set) var haveVoid = false

  /// One row for each number of clusters: 19, or fewer if the masks have fewer than 20 colours.
  public let rows: [Row]

  /// The number with the highest silhouette, and the smallest such number.
  public var suggested: Int { rows.reduce(rows[0]) { $1.silhouette > $0.silhouette ? $1 : $0 }.count }

  /// - Throws: `DatasetError` (`badData`) if the masks have fewer than two colours.
  init(_ histogram: ColourHistogram, seed: UInt64) throws(DatasetError) {
    try self.init(KMeans(cleanColours: histogram.bins), seed: seed)
  }

  /// A suggestion for colours that are exactly as they were drawn.
  ///
  /// - Parameter ids: the classes that the masks' ids stand for; nil where they hold colours.
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
