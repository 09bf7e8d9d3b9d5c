extension Report {
  var findings: HTML {
    let (harmful, harmless) = (diagnosis.findings.filter(\.isHarmful), diagnosis.findings.filter { !$0.isHarmful })
    // harmless findings take one line until the reader opens it
    let folded: HTML =
      harmless.isEmpty
      ? ""
      : """
      <details>
      <summary>\(harmless.count == 1 ? "1 thing is" : "\(harmless.count) things are") unusual and harmless: nothing has to be done</summary>
      \(HTML(harmless.map(card)))
      </details>
      """
    let body: HTML =
      diagnosis.findings.isEmpty
      ? "<p>Nothing stands out: no outlier channel, no clipped range, no dead channel.</p>"
      : harmful.isEmpty ? "<p>No layer needs attention.</p>" : HTML(harmful.map(card))
    return """
      <section>
      <h2>Layers that stand out</h2>
      \(body)
      \(folded)
      </section>
      """
  }

  private func card(_ finding: Finding) -> HTML {
    """
    <article class="\(finding.isHarmful ? "bad" : "quiet")">
    <h3>\(finding.layer) <span class="badge">\(finding.title)</span></h3>
    <p>\(finding.explanation)</p>
    <p class="advice">\(finding.suggestion)</p>
    </article>
    """
  }
}
