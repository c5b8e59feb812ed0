package dev.xmcgan.datasets.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists in a folder that name images and their captions. */
class CaptionListsTest extends TestFolder {
  @Test
  void listNamesImagesAndCaptions() throws IOException {
    // given
    image("x/a.png", 1);
    image("b.png", 2);
    text(
        "captions.jsonl",
        "\ufeff{\"image\": \"x/a.png\", \"captions\": [\"one\", \" two \"]}",
        "",
        "{\"image\": \"./b.png\", \"caption\": \"three\", \"licence\": \"CC0\"}");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(problems).isEmpty();
    assertThat(files(pairs)).containsExactly("x/a.png", "b.png");
    assertThat(pairs.get(0).captions()).containsExactly("one", "two");
    assertThat(pairs.get(1).captions()).containsExactly("three");
    assertThat(open().count()).hasValue(2);
  }

  @Test
  void severalLinesOfOneImageAreOnePairWhereverTheyStand() throws IOException {
    // given
    image("a.png", 1);
    image("b.png", 2);
    text(
        "captions.jsonl",
        "{\"image\": \"a.png\", \"caption\": \"one\"}",
        "{\"image\": \"b.png\", \"caption\": \"other\"}",
        "{\"image\": \"./a.png\", \"caption\": \"two\"}",
        "{\"image\": \"a.png\", \"captions\": [\"three\", \"four\"]}");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(problems).isEmpty();
    assertThat(open().count()).hasValue(2);
    assertThat(pairs)
        .extracting(CaptionedImage::captions)
        .containsExactly(List.of("one", "two", "three", "four"), List.of("other"));
  }

  @Test
  void linesOfMoreThanTheReadersWindowAreWhole() throws IOException {
    // given
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      image(i + ".png", i);
      String padding = i == 150 ? "x".repeat(200_000) : "x".repeat(i);
      lines.add(
          "{\"note\": \"%s\", \"image\": \"%d.png\", \"caption\": \"számos %d\"}"
              .formatted(padding, i, i));
    }
    text("captions.jsonl", lines.toArray(String[]::new));

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(problems).isEmpty();
    assertThat(pairs)
        .extracting(pair -> pair.captions().get(0))
        .isEqualTo(Stream.iterate(0, i -> i + 1).limit(300).map(i -> "számos " + i).toList());
  }

  @Test
  void listsArePreferredInTheirOrder() throws IOException {
    // given
    image("a.png", 1);
    text("a.txt", "beside");

    // when, then
    assertThat(read()).extracting(CaptionedImage::captions).containsExactly(List.of("beside"));
    text("captions.txt", "a.png#0\tof Flickr8k", "a.png#1\tonce more");
    assertThat(read())
        .extracting(CaptionedImage::captions)
        .containsExactly(List.of("of Flickr8k", "once more"));
    text("captions.jsonl", "{\"image\": \"a.png\", \"caption\": \"listed\"}");
    assertThat(read()).extracting(CaptionedImage::captions).containsExactly(List.of("listed"));
    text("metadata.jsonl", "{\"file_name\": \"a.png\", \"text\": \"of Hugging Face\"}");
    assertThat(read())
        .extracting(CaptionedImage::captions)
        .containsExactly(List.of("of Hugging Face"));
    assertThat(problems).isEmpty();
  }

  @Test
  void aTextOfThatNameMayAlsoStandBesideAnImage() throws IOException {
    // given
    image("captions.png", 1);
    text("captions.txt", "a picture of captions");

    // when, then
    assertThat(files(read())).containsExactly("captions.png");
    assertThat(problems).isEmpty();
  }

  @Test
  void everyFolderMayHaveAListOfItsOwn() throws IOException {
    // given
    for (String split : List.of("dev", "train")) {
      image(split + "/a.png", split.length());
      text(
          split + "/metadata.jsonl",
          "{\"file_name\": \"a.png\", \"text\": \"%s\"}".formatted(split));
    }
    image("more/b.png", 1);
    text("more/b.txt", "beside");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(problems).isEmpty();
    assertThat(files(pairs)).containsExactly("dev/a.png", "train/a.png", "more/b.png");
    assertThat(pairs.get(1).captions()).containsExactly("train");
  }

  @Test
  void faultyLinesOfTheListAreReportedByNumberAndTheRestGoesOn() throws IOException {
    // given
    image("a.png", 1);
    Files.write(temporary.resolve("outside.png"), new byte[] {9});
    text(
        "captions.jsonl",
        "{\"image\": \"a.png\"",
        "[]",
        "{\"image\": \"a.png\"}",
        "{\"image\": \"a.png\", \"captions\": [1]}",
        "{\"image\": \"a.png\", \"caption\": \"  \"}",
        "{\"caption\": \"a cat\"}",
        "{\"image\": \"missing.png\", \"caption\": \"a cat\"}",
        "{\"image\": \"../outside.png\", \"caption\": \"a cat\"}",
        "{\"image\": \"a.png\", \"caption\": \"a cat\"} {}",
        "{\"image\": \"a.png\", \"caption\": \"a cat\"}",
        "{\"image\": \"/etc/a.png\", \"caption\": \"a cat\"}",
        "{\"image\": \"a\\u0000.png\", \"caption\": \"a cat\"}");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(pairs)
        .singleElement()
        .satisfies(pair -> assertThat(pair.captions()).containsExactly("a cat"));
    String list = "captions.jsonl";
    assertThat(told())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith(list + ":1: is not JSON"),
            line -> assertThat(line).isEqualTo(list + ":2: is not a JSON object"),
            line -> assertThat(line).isEqualTo(list + ":3: has no captions"),
            line -> assertThat(line).isEqualTo(list + ":4: has a caption that is no text: 1"),
            line -> assertThat(line).startsWith(list + ":5: the caption must not be empty"),
            line -> assertThat(line).isEqualTo(list + ":6: names no image"),
            line -> assertThat(line).isEqualTo(list + ":7: no image missing.png"),
            line -> assertThat(line).startsWith(list + ":8: names an image outside"),
            line -> assertThat(line).startsWith(list + ":9: is not JSON"),
            line -> assertThat(line).startsWith(list + ":11: names an image outside"),
            line -> assertThat(line).startsWith(list + ":12: names an image that is no path"));
  }

  @Test
  void whatAListNamesAndNobodyTakesIsToldOnceBeforeAnythingIsSent() throws IOException {
    // given
    image("a.png", 1);
    text(
        "metadata.jsonl",
        "{\"file_name\": \"a.png\", \"text\": \"a cat\"}\n"
            + "{\"file_name\": \"b.heic\", \"text\": \"a dog\"}\n"
            + "{\"file_name\": \"b.heic\", \"text\": \"a grey dog\"}\n"
            + "{\"file_name\": \"c.tif\", \"text\": \"a cow\"}\n");

    // when
    FolderPairs pairs = FolderPairs.open(directory, problems::add);

    // then
    assertThat(problems)
        .extracting(PairProblem::kind)
        .containsExactly("unsupported format (heic)", "unsupported format (tif)");
    assertThat(pairs.count()).hasValue(1);
  }
}
