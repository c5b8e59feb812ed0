package dev.xmcgan.datasets.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.Pictures;
import dev.xmcgan.datasets.PlacedPair;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Flickr8kPairsTest {
  @TempDir private Path directory;
  private AnnotatedFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = new AnnotatedFolder(directory);
    folder.image("Flicker8k_Dataset/1000268201_693b08cb0e.jpg", 1);
    folder.image("Flicker8k_Dataset/1001773457_577c3a7d70.jpg", 2);
  }

  @Test
  void everyImageIsAPairWithAllItsCaptions() throws IOException {
    // given
    Path captions =
        folder.text(
            "Flickr8k.token.txt",
            "\ufeff1001773457_577c3a7d70.jpg#0\tA black dog and a spotted dog are fighting",
            "1000268201_693b08cb0e.jpg#0\tA child in a pink dress .",
            "1001773457_577c3a7d70.jpg#1\tA black dog and a tri-colored dog playing # 2\tonce",
            "1000268201_693b08cb0e.jpg#1\tA girl going into a wooden building .");

    // when
    Flickr8kPairs source = source(captions);
    List<PlacedPair> pairs = folder.read(source, 0);

    // then
    assertThat(folder.problems()).isEmpty();
    assertThat(source.count()).hasValue(2);
    CaptionedImage first = pairs.get(0).pair();
    assertThat(first.id()).isEqualTo("flickr8k/1001773457_577c3a7d70.jpg");
    assertThat(first.source()).isEqualTo("flickr8k");
    assertThat(first.image()).isEqualTo(Pictures.png(2));
    assertThat(first.captions())
        .containsExactly(
            "A black dog and a spotted dog are fighting",
            "A black dog and a tri-colored dog playing # 2 once");
    assertThat(folder.read(source, 1))
        .singleElement()
        .satisfies(
            pair ->
                assertThat(pair.pair().captions())
                    .containsExactly(
                        "A child in a pink dress .", "A girl going into a wooden building ."));
  }

  @Test
  void faultyLinesAreToldByNumberAndTheRestGoesOn() throws IOException {
    // given: the published file, too, has lines of an image that is none
    Path captions =
        folder.text(
            "Flickr8k.token.txt",
            "2258277193_586949ec62.jpg.1#0\tpeople waiting",
            "1000268201_693b08cb0e.jpg A child",
            "1000268201_693b08cb0e.jpg#0\t ",
            "1000268201_693b08cb0e.jpg#1\tA child",
            "../other.jpg#1\tOutside");

    // when
    List<PlacedPair> pairs = folder.read(source(captions), 0);

    // then
    assertThat(pairs).hasSize(1);
    String name = "Flickr8k.token.txt";
    assertThat(folder.told())
        .satisfiesExactlyInAnyOrder(
            told -> assertThat(told).isEqualTo(name + ":1: no image 2258277193_586949ec62.jpg.1"),
            told -> assertThat(told).startsWith(name + ":2: is not of the form"),
            told -> assertThat(told).startsWith(name + ":3:"),
            told -> assertThat(told).startsWith(name + ":5: names an image outside"));
  }

  private Flickr8kPairs source(Path captions) throws IOException {
    return Flickr8kPairs.open(captions, List.of(folder.path("Flicker8k_Dataset")), folder::problem);
  }
}
