import Foundation

extension PairLabeller {
  /// Writes the photos and their labels.
  ///
  /// - Returns: the items that could be decoded, and how many pixels each source of the classes has.
  func writeLabels(
    _ items: [LabelItem], _ classes: MaskClasses
  ) throws(DatasetError) -> (items: [LabelItem], counts: [Int]) {
    for directory in [output, output + "/images", output + "/labels"] { try FileAccess.createDirectory(directory) }
    var counts = [Int](repeating: 0, count: 256)
    let output = output
    let labels = classes.labels
    let good = try forEachItem(items) { (item, pictures) throws(DatasetError) -> [Int] in
      let mask = pictures.mask
      let numbers = classes.numbers(mask)
      let map = LabelMap(width: mask.width, height: mask.height, indices: numbers.map { labels[Int($0)] })
      var jpeg = pictures.jpeg ?? []
      if jpeg.isEmpty { jpeg = try JPEG.encode(pictures.photo, quality: 95, subsampling: .none) }
      // the label first: a photo that has one is known to be label's own (EarlierSet)
      try FileAccess.write(NetPBM.encode(map), to: Self.labelPath(output, item.name))
      try FileAccess.write(jpeg, to: Self.imagePath(output, item.name))
      var own = [Int](repeating: 0, count: 256)
      for number in numbers { own[Int(number)] += 1 }
      return own
    } collect: { (found: [Int]) in
      for (index, count) in found.enumerated() { counts[index] += count }
    }
    return (good, counts)
  }

  /// Gives the labels in the files just written their new numbers. The order by share is known only after all files, and labelling is too
  /// slow to be done twice.
  func renumber(_ items: [LabelItem], _ newNumbers: [UInt8]) throws(DatasetError) {
    let output = output
    let results = Parallel.map(items.count) { index in
      Result { () throws(DatasetError) in
        let path = Self.labelPath(output, items[index].name)
        var labels = try NetPBM.decodePGM(FileAccess.read(path))
        for pixel in labels.indices.indices { labels.indices[pixel] = newNumbers[Int(labels.indices[pixel])] }
        try FileAccess.write(NetPBM.encode(labels), to: path)
      }
    }
    for result in results { try result.get() }
  }

  static func imagePath(_ output: String, _ name: String) -> String { "\(output)/images/\(name).jpg" }

  static func labelPath(_ output: String, _ name: String) -> String { "\(output)/labels/\(name).pgm" }

  /// Decodes all photos and masks on all cores, and passes the results of `body` to `collect`, in order.
  ///
  /// - Returns: the items that could be decoded; `warn` gets a line for each of the first few others.
  /// - Throws: `DatasetError`: `badData` if there are none, with what is wrong with the first.
  func forEachItem<Piece: Sendable>(
    _ items: [LabelItem],
    _ body: @Sendable (_ item: LabelItem, _ pictures: LabelItem.Pictures) throws(DatasetError) -> Piece,
    collect: (Piece) -> Void
  ) throws(DatasetError) -> [LabelItem] {
    var good: [LabelItem] = []
    var flaws: [DatasetError] = []
    let batch = 32
    for first in stride(from: 0, to: items.count, by: batch) {
      let part = Array(items[first..<min(items.count, first + batch)])
      let results = Parallel.map(part.count) { index in
        Result { () throws(DatasetError) -> Piece in try body(part[index], part[index].pictures()) }
      }
      for (item, result) in zip(part, results) {
        switch result {
        case .success(let piece):
          good.append(item)
          collect(piece)
        case .failure(let error) where error.kind == .badData:
          flaws.append(error)
        case .failure(let error):
          throw error
        }
      }
      progress(first + part.count, items.count)
    }
    if good.isEmpty, let first = flaws.first {
      throw flaws.count == 1
        ? first : DatasetError(.badData, "\(source.place): none of \(items.count) can be used: \(first)")
    }
    for flaw in flaws.prefix(5) { warn("\(flaw); left out") }
    if flaws.count > 5 { warn("and \(flaws.count - 5) more cannot be used and are left out") }
    return good
  }
}
