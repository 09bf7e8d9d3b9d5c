import Dataset
import Model
import Vision

extension Report {
  func frames() throws -> HTML {
    let articles = try worst.map { frame -> HTML in
      let scores = evaluation.frames.first { $0.name == frame.name }
      let caption = scores.map {
        "the masks agree on \(score($0.agreement)); right are \(score($0.float)) by float, \(score($0.int8)) by int8"
      }
      let pictures = try FramePictures(frame, plan.classes)
      let figures = try pictures.all.map { item -> HTML in
        let uri = try item.picture.dataURI(quality: item.isPhoto ? 82 : 90)
        return """
          <figure\(item.isPhoto ? " class=\"first\"" : "" as HTML)><img src="\(uri)" width="\(item.picture.width)" \
          height="\(item.picture.height)" alt="\(item.name) of \(frame.name)"><figcaption>\(item.name)</figcaption></figure>
          """
      }
      return """
        <article class="frame">
        <h3>\(frame.name)</h3><p>\(caption ?? "")</p>
        <div class="pictures">
        \(HTML(figures))
        </div>
        </article>
        """
    }
    let legend = HTML(plan.classes.map { "<li>\(swatch($0))\($0.name)</li>" as HTML })
    return """
      <section>
      <h2>Frames on which int8 differs most</h2>
      <ul class="legend">
      \(legend)
      <li><i class="ignored"></i>ignored</li>
      </ul>
      <ul class="legend">
      <li>Where they differ (drawn larger than it is):</li><li><i class="loss"></i>int8 lost it</li><li><i class="gain"></i>int8 got it right</li>
      <li><i class="other"></i>both wrong, or ignored</li>
      </ul>
      \(HTML(articles))
      </section>
      """
  }
}
