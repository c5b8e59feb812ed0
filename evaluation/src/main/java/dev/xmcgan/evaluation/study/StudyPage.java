package dev.xmcgan.evaluation.study;

import java.util.List;

/** A rater's page: click the images from best to worst; a button saves the answers as CSV. */
final class StudyPage {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Rater %1$d</title>
      <style>
        body { font-family: sans-serif; max-width: 60rem; margin: 2rem auto; }
        section { border-top: 1px solid #ccc; padding: 1rem 0; }
        button.image { border: 3px solid transparent; background: none; cursor: pointer; }
        button.image[data-rank] { border-color: #2a4fd8; }
        button.image img { width: 192px; image-rendering: auto; display: block; }
      </style>
      <h1>Which image shows the caption best?</h1>
      <p>Click the images from best to worst. Click a chosen one to start its row anew.
      Rows left open are not counted. <button id="save">Save answers</button></p>
      """;

  private static final String SCRIPT =
      """
      <script>
        const rater = %1$d;
        document.querySelectorAll("section").forEach(section => {
          const images = [...section.querySelectorAll("button.image")];
          const show = () => images.forEach(button =>
            button.querySelector("span").textContent =
              button.dataset.letter + (button.dataset.rank ? ": " + button.dataset.rank : ""));
          images.forEach(button => button.addEventListener("click", () => {
            if (button.dataset.rank) {
              images.forEach(other => delete other.dataset.rank);
            } else {
              button.dataset.rank = 1 + images.filter(other => other.dataset.rank).length;
            }
            show();
          }));
        });
        document.getElementById("save").addEventListener("click", () => {
          const letters = [...document.querySelector("section").querySelectorAll("button.image")]
            .map(button => button.dataset.letter);
          const lines = [["rater", "item", ...letters].join(",")];
          document.querySelectorAll("section").forEach(section =>
            lines.push([rater, section.id, ...[...section.querySelectorAll("button.image")]
              .map(button => button.dataset.rank || "")].join(",")));
          const link = document.createElement("a");
          link.href = URL.createObjectURL(new Blob([lines.join("\\n") + "\\n"]));
          link.download = "rater-" + rater + ".csv";
          link.click();
        });
      </script>
      </html>
      """;

  private StudyPage() {}

  static String html(int rater, List<Row> rows) {
    StringBuilder page = new StringBuilder(HEAD.formatted(rater));
    for (Row row : rows) {
      page.append("<section id=\"%s\">\n<p>%s</p>\n".formatted(row.item(), text(row.caption())));
      for (int i = 0; i < row.images().size(); i++) {
        String letter = BlindOrder.letter(i);
        page.append(
            "<button class=\"image\" data-letter=\"%1$s\"><img src=\"%2$s\" alt=\"image %1$s\"><span>%1$s</span></button>\n"
                .formatted(letter, row.images().get(i)));
      }
      page.append("</section>\n");
    }
    return page.append(SCRIPT.formatted(rater)).toString();
  }

  private static String text(String caption) {
    return caption
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /**
   * One caption.
   *
   * @param images their paths, in the rater's order
   */
  record Row(String item, String caption, List<String> images) {}
}
