import Foundation

extension PairLabeller {
  /// The files of the directory that may be pairs, sorted.
  func pairNames() throws(DatasetError) -> [String] {
    if let chosen { return chosen }
    let names = try FileAccess.list(pairs, extensions: ["jpg", "jpeg"])
    guard !names.isEmpty else { throw DatasetError(.notThere, "\(pairs): no pairs (.jpg) in this directory") }
    var stems: Set<String> = []
    return names.filter { name in
      let isNew = stems.insert((name as NSString).deletingPathExtension).inserted
      if !isNew { warn("\(pairs)/\(name): left out, another file has this name with another extension") }
      return isNew
    }
  }

  /// The colours of the masks' clean interiors. Drops the names of pairs that cannot be decoded.
  func histogram(_ names: inout [String]) throws(DatasetError) -> ColourHistogram {
    var histogram = ColourHistogram()
    names = try forEachPair(names) { _, _, mask in
      var one = ColourHistogram()
      one.add(mask)
      return one
    } collect: {
      histogram.add($0)
    }
    try requireSome(names)
    return histogram
  }

  /// Splits the pairs and writes their photos and labels.
  ///
  /// - Returns: the names of the pairs that could be decoded, and how many pixels have each label.
  func writeLabels(
    _ names: [String], _ colours: MaskColours
  ) throws(DatasetError) -> (names: [String], counts: [Int]) {
    for directory in [output, output + "/images", output + "/labels"] { try FileAccess.createDirectory(directory) }
    var counts = [Int](repeating: 0, count: 256)
    let output = output
    let good = try forEachPair(names) { (name, photo, mask) throws(DatasetError) in
      let labels = colours.label(mask)
      try FileAccess.write(
        JPEG.encode(photo, quality: 95, subsampling: .none), to: Self.imagePath(output, name))
      try FileAccess.write(NetPBM.encode(labels), to: Self.labelPath(output, name))
      return labels.counts
    } collect: { (found: [Int]) in
      for (index, count) in found.enumerated() { counts[index] += count }
    }
    try requireSome(good)
    return (good, counts)
  }

  /// Gives the labels of the files just written their new numbers: the order by share is known only after all of them, and
  /// labelling is what takes the time.
  func renumber(_ names: [String], _ newNumbers: [UInt8]) throws(DatasetError) {
    let output = output
    let results = Parallel.map(names.count) { index in
      Result { () throws(DatasetError) in
        let path = Self.labelPath(output, names[index])
        var labels = try NetPBM.decodePGM(FileAccess.read(path))
        for pixel in labels.indices.indices { labels.indices[pixel] = newNumbers[Int(labels.indices[pixel])] }
        try FileAccess.write(NetPBM.encode(labels), to: path)
      }
    }
    for result in results { try result.get() }
  }

  static func imagePath(_ output: String, _ name: String) -> String {
    "\(output)/images/\((name as NSString).deletingPathExtension).jpg"
  }

  static func labelPath(_ output: String, _ name: String) -> String {
    "\(output)/labels/\((name as NSString).deletingPathExtension).pgm"
  }

  func requireSome(_ good: [String]) throws(DatasetError) {
    guard !good.isEmpty else { throw DatasetError(.badData, "\(pairs): none of the pairs could be decoded") }
  }

  /// Decodes and splits every pair on all cores, and hands what `body` makes of it to `collect`, in order.
  ///
  /// - Returns: the names of the pairs that could be decoded; there is a warning for each of the others.
  func forEachPair<Piece: Sendable>(
    _ names: [String],
    _ body: @Sendable (_ name: String, _ photo: RGBImage, _ mask: RGBImage) throws(DatasetError) -> Piece,
    collect: (Piece) -> Void
  ) throws(DatasetError) -> [String] {
    var good: [String] = []
    let directory = pairs
    let batch = 32
    for first in stride(from: 0, to: names.count, by: batch) {
      let part = Array(names[first..<min(names.count, first + batch)])
      let results = Parallel.map(part.count) { index in
        Result { () throws(DatasetError) -> Piece in
          let (photo, mask) = try JPEG.decode(FileAccess.read("\(directory)/\(part[index])")).halves()
          return try body(part[index], photo, mask)
        }
      }
      for (name, result) in zip(part, results) {
        switch result {
        case .success(let piece):
          good.append(name)
          collect(piece)
        case .failure(let error) where error.kind == .badData:
          warn("\(directory)/\(name): left out, \(error)")
        case .failure(let error):
          throw error
        }
      }
      progress(first + part.count, names.count)
    }
    return good
  }
}
