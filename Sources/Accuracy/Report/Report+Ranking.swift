extension Report {
  var ranking: HTML {
    let study = diagnosis.study
    let ranking = study.ranking
    let largest = max(ranking.first.map { study.share(of: $0) } ?? 0, 0.001)
    let rows = ranking.enumerated().map { place, layer -> HTML in
      let share = study.share(of: layer)
      return """
        <tr><td class="place">\(place + 1)</td><th scope="row">\(breakable(study.name(of: layer)))</th>\
        <td>\(decibels(layer.alone.decibels))</td><td>\(percent(layer.changedShare))</td>\
        <td class="wide">\(mostly(layer))</td><td>\(percent(share))</td>\
        <td class="bar"><svg width="100%" height="10" aria-hidden="true"><rect x="0" y="1" height="8" rx="2" \
        width="\(fixed(100 * share / largest))%" class="signal"/></svg></td></tr>
        """
    }
    return """
      <section>
      <h2>Sensitivity: one layer quantised at a time</h2>
      <p class="note">What comes out at the logits when this layer alone has the model's weights and outputs and all others are float.</p>
      <table class="ranking">
      <thead><tr><td class="place"></td><th>layer</th><td>signal to noise</td><td>pixels changed</td>\
      <td class="wide">mostly</td><td>of all noise</td><td class="bar"></td></tr></thead>
      <tbody>
      \(HTML(rows))
      </tbody>
      </table>
      </section>
      """
  }

  /// A name that a narrow column may break after its slashes.
  private func breakable(_ name: String) -> HTML {
    var html: HTML = "\(name)"
    html.markup.replace("/", with: "/<wbr>")  // escaping writes no slash
    return html
  }

  /// The cause of most of a layer's own error.
  private func mostly(_ layer: LayerTally) -> String {
    let (weights, clipping, rounding) = diagnosis.study.sources(of: layer)
    let largest = max(weights, clipping, rounding)
    if largest == 0 { return "–" }
    return largest == weights ? "weights" : largest == clipping ? "clipping" : "rounding"
  }
}
