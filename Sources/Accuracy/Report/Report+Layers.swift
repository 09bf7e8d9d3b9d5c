import Foundation

/// A plot of the signal-to-noise ratio and the clip rate of every tensor. Its places are percentages, so it fits any width.
extension Report {
  private struct Row {
    var name: String
    var decibels: Double
    /// nil where nothing is rounded, at the logits.
    var clipRate: Double?
    var isFlagged: Bool
  }

  /// The width of the first column and the start of the second, in percent; the height of a row and of the heading, in pixels.
  private static let (signalWidth, clipStart, rowHeight, top) = (62.0, 68.0, 32, 26)

  private var rows: [Row] {
    let study = diagnosis.study
    let flagged = Set(diagnosis.findings.filter(\.isHarmful).map(\.layer))
    var rows: [Row] = []
    for layer in study.layers {
      let step = study.network.steps[layer.step]
      for (index, head) in step.heads.enumerated() {
        let tally = study.tensors[head.segment]
        rows.append(
          Row(
            name: index == 0 ? step.name : "\(step.name) (\(index + 1))", decibels: tally.all.decibels,
            clipRate: tally.clipRate, isFlagged: flagged.contains(step.name)))
      }
    }
    let last = study.network.steps.last?.name ?? ""
    let logits = study.logits.decibels
    return rows + [Row(name: "\(last): logits", decibels: logits, clipRate: nil, isFlagged: flagged.contains(last))]
  }

  var layers: HTML {
    let rows = rows
    let highest = rows.map(\.decibels).filter(\.isFinite).max() ?? 0
    let decibelsAtEnd = max(10 * (highest / 10).rounded(.up), 20)
    let clipAtEnd = max(rows.compactMap(\.clipRate).max() ?? 0, 0.001)
    let height = Report.top + rows.count * Report.rowHeight + 4
    let ticks = stride(from: 0, through: decibelsAtEnd, by: decibelsAtEnd > 60 ? 20 : 10).map { value -> HTML in
      let x = fixed(Report.signalWidth * value / decibelsAtEnd)
      let anchor = value == 0 ? "start" : value == decibelsAtEnd ? "end" : "middle"
      return """
        <line x1="\(x)%" x2="\(x)%" y1="\(Report.top - 6)" y2="\(height)" class="axis"/>\
        <text x="\(x)%" y="12" text-anchor="\(anchor)" class="muted">\(number(value))\(value == 0 ? " dB" : "")</text>
        """
    }
    return """
      <section>
      <h2>Layers: signal to noise, and values cut off</h2>
      <p class="note">Every tensor with all layers quantised, against float; on the right the share of its values outside its range.</p>
      <svg class="plot" width="100%" height="\(height)" role="img" aria-label="signal to noise and clip rate of each layer">
      \(HTML(ticks))
      <line x1="\(fixed(Report.clipStart))%" x2="\(fixed(Report.clipStart))%" y1="\(Report.top - 6)" y2="\(height)" class="axis"/>
      <text x="\(fixed(Report.clipStart))%" y="12" class="muted">cut off</text>
      <text x="100%" y="12" text-anchor="end" class="muted">\(percent(clipAtEnd))</text>
      \(HTML(rows.enumerated().map { plotted($0.element, Report.top + $0.offset * Report.rowHeight, decibelsAtEnd, clipAtEnd) }))
      </svg>
      </section>
      """
  }

  private func plotted(_ row: Row, _ y: Int, _ decibelsAtEnd: Double, _ clipAtEnd: Double) -> HTML {
    let share = row.decibels.isFinite ? min(max(row.decibels / decibelsAtEnd, 0), 1) : 1
    let length = fixed(Report.signalWidth * share)
    let clip: HTML =
      row.clipRate.map { rate in
        """
        <rect x="\(fixed(Report.clipStart))%" y="\(y + 18)" width="\(fixed((100 - Report.clipStart) * rate / clipAtEnd))%" height="8" rx="2" class="clip"/>\
        <text x="100%" y="\(y + 13)" text-anchor="end">\(percent(rate))</text>
        """
      } ?? ""
    return """
      <g><title>\(row.name)</title><text x="0" y="\(y + 13)">\(shortened(row.name))</text>\
      <text x="\(fixed(Report.signalWidth))%" y="\(y + 13)" text-anchor="end" class="strong">\(decibels(row.decibels))</text>\
      <rect x="0" y="\(y + 18)" width="\(length)%" height="8" rx="2" class="\(row.isFlagged ? "flagged" : "signal")"/>\(clip)</g>
      """
  }

  /// Leaves out the middle of a long name, because both ends say more.
  private func shortened(_ name: String) -> String {
    let most = 24
    return name.count <= most ? name : name.prefix(most / 2 - 1) + "…" + name.suffix(most / 2)
  }
}
