extension Report {
  var findings: HTML {
    let cards = diagnosis.findings.map { finding -> HTML in
      """
      <article class="\(finding.isHarmful ? "bad" : "quiet")">
      <h3>\(finding.layer) <span class="badge">\(finding.title)</span></h3>
      <p>\(finding.explanation)</p>
      <p class="advice">\(finding.suggestion)</p>
      </article>
      """
    }
    let body: HTML =
      cards.isEmpty ? "<p>Nothing stands out: no outlier channel, no clipped range, no dead channel.</p>" : HTML(cards)
    return """
      <section>
      <h2>Layers that stand out</h2>
      \(body)
      </section>
      """
  }
}
