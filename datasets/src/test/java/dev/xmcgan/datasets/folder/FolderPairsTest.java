package dev.xmcgan.datasets.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPairsTest {
  @TempDir Path temporary;
  private Path directory;
  private final List<PairProblem> problems = new ArrayList<>();

  @BeforeEach
  void create() throws IOException {
    directory = Files.createDirectory(temporary.resolve("cats"));
  }

  @Test
  void imageHasTheCaptionsOfTheTextBesideIt() throws IOException {
    // given
    image("b.jpg", 2);
    text("b.txt", "a black cat", "", "  a cat on a mat  ");
    image("a.png", 1);
    text("a.txt", "\ufeffa white cat");
    image("more/c.PNG", 3);
    text("more/c.txt", "a third cat");
    image("more/d.jfif", 4);
    text("more/d.txt", "a fourth cat");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(problems).isEmpty();
    assertThat(pairs)
        .extracting(pair -> pair.metadata().get("file"))
        .containsExactly("a.png", "b.jpg", "more/c.PNG", "more/d.jfif");
    assertThat(pairs.get(0).captions()).containsExactly("a white cat");
    assertThat(pairs.get(1).captions()).containsExactly("a black cat", "a cat on a mat");
    assertThat(pairs.get(1).image()).containsExactly(2, 2, 2);
    assertThat(pairs.get(1).source()).isEqualTo("folder:cats");
    assertThat(new FolderPairs(directory).count()).hasValue(4);
  }

  @Test
  void imageWithoutCaptionsIsReportedAndTheRestGoesOn() throws IOException {
    // given
    image("a.png", 1);
    image("b.png", 2);
    text("b.txt", " ");
    image("c.png", 3);
    text("c.txt", "a cat");
    text("d.txt", "no such cat");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(pairs)
        .singleElement()
        .satisfies(pair -> assertThat(pair.captions()).containsExactly("a cat"));
    assertThat(problems)
        .containsExactlyInAnyOrder(
            new PairProblem.MissingCaptions(directory.resolve("a.png"), "there is no a.txt"),
            new PairProblem.MissingCaptions(directory.resolve("b.png"), "b.txt has none"),
            new PairProblem.MissingImage(directory.resolve("d.txt"), 1, "d.*"));
  }

  @Test
  void bytesThatAreNoTextSpoilTheirLineOnly() throws IOException {
    // given
    image("a.png", 1);
    Files.write(
        directory.resolve("a.txt"), new byte[] {'a', '\n', (byte) 0xff, 'x', '\n', 'b', '\n'});

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(pairs)
        .singleElement()
        .satisfies(pair -> assertThat(pair.captions()).containsExactly("a", "b"));
    assertThat(problems)
        .containsExactly(
            new PairProblem.MalformedLine(directory.resolve("a.txt"), 2, "is not UTF-8"));
  }

  @Test
  void listNamesImagesAndCaptions() throws IOException {
    // given
    image("x/a.png", 1);
    image("b.png", 2);
    text(
        "captions.jsonl",
        "{\"image\": \"x/a.png\", \"captions\": [\"one\", \" two \"]}",
        "",
        "{\"image\": \"b.png\", \"caption\": \"three\", \"licence\": \"CC0\"}");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(problems).isEmpty();
    assertThat(pairs).hasSize(2);
    assertThat(pairs.get(0).captions()).containsExactly("one", "two");
    assertThat(pairs.get(1).captions()).containsExactly("three");
    assertThat(new FolderPairs(directory).count()).hasValue(2);
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
        "{\"image\": \"a.png\", \"caption\": \"a cat\"}");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(pairs)
        .singleElement()
        .satisfies(pair -> assertThat(pair.captions()).containsExactly("a cat"));
    Path list = directory.resolve("captions.jsonl");
    assertThat(problems).hasSize(9).allMatch(problem -> problem.file().equals(list));
    assertThat(problems)
        .extracting(PairProblem::describe)
        .satisfiesExactly(
            line -> assertThat(line).startsWith(list + ":1: is not JSON"),
            line -> assertThat(line).isEqualTo(list + ":2: is not a JSON object"),
            line -> assertThat(line).isEqualTo(list + ":3: has no captions"),
            line -> assertThat(line).isEqualTo(list + ":4: has a caption that is no text: 1"),
            line -> assertThat(line).isEqualTo(list + ":5: has no captions"),
            line -> assertThat(line).isEqualTo(list + ":6: names no image"),
            line -> assertThat(line).isEqualTo(list + ":7: no image missing.png"),
            line -> assertThat(line).startsWith(list + ":8: names an image outside"),
            line -> assertThat(line).startsWith(list + ":9: is not JSON"));
  }

  @Test
  void imageBeyondTheLimitIsReported() throws IOException {
    // given
    image("a.png", 1);
    text("a.txt", "a cat");

    // when
    List<CaptionedImage> pairs = read(new FolderPairs(directory, new LimitedImages(2)));

    // then
    assertThat(pairs).isEmpty();
    assertThat(problems)
        .containsExactly(new PairProblem.ImageTooLarge(directory.resolve("a.png"), 3, 2));
  }

  @Test
  void idIsOfNameAndContentWhereverTheFolderLies() throws IOException {
    // given
    image("a.png", 1);
    text("a.txt", "a cat");
    String id = read().get(0).id();

    // when
    Path moved = Files.move(directory, temporary.resolve("moved"));
    String movedId = read(new FolderPairs(moved)).get(0).id();
    Files.write(moved.resolve("a.png"), new byte[] {7});
    String changedId = read(new FolderPairs(moved)).get(0).id();

    // then
    assertThat(id).matches("folder-[0-9a-f]{24}");
    assertThat(movedId).isEqualTo(id);
    assertThat(changedId).isNotEqualTo(id);
  }

  @Test
  void missingDirectoryIsNamed() throws IOException {
    // given
    Path missing = temporary.resolve("missing");
    Path file = Files.createFile(temporary.resolve("file"));

    // then
    assertThatThrownBy(() -> new FolderPairs(missing).pairs(problems::add))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(() -> new FolderPairs(file).count())
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining(file.toString());
  }

  private List<CaptionedImage> read() throws IOException {
    return read(new FolderPairs(directory));
  }

  private List<CaptionedImage> read(FolderPairs folder) throws IOException {
    try (Stream<CaptionedImage> pairs = folder.pairs(problems::add)) {
      return pairs.toList();
    }
  }

  private void image(String name, int value) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {(byte) value, (byte) value, (byte) value});
  }

  private void text(String name, String... lines) throws IOException {
    Files.write(directory.resolve(name), List.of(lines));
  }
}
