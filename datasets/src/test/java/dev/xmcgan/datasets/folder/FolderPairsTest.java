package dev.xmcgan.datasets.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.Pictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images of a folder with the texts beside them. */
class FolderPairsTest extends TestFolder {
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
    assertThat(files(pairs))
        .containsExactlyInAnyOrder("a.png", "b.jpg", "more/c.PNG", "more/d.jfif");
    assertThat(pairs.get(0).captions()).containsExactly("a white cat");
    assertThat(pairs.get(1).captions()).containsExactly("a black cat", "a cat on a mat");
    assertThat(pairs.get(1).image()).isEqualTo(Pictures.png(2));
    assertThat(pairs.get(1).source()).isEqualTo("folder:cats");
    assertThat(open().count()).hasValue(4);
  }

  @Test
  void imageWithoutCaptionsIsToldAndTheRestGoesOn() throws IOException {
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
    assertThat(files(pairs)).containsExactly("c.png");
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
    image("b.png", 2);
    Files.write(directory.resolve("b.txt"), "\ufeffa cat".getBytes(StandardCharsets.UTF_16LE));

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(pairs)
        .singleElement()
        .satisfies(pair -> assertThat(pair.captions()).containsExactly("a", "b"));
    assertThat(problems)
        .contains(
            new PairProblem.MalformedLine(directory.resolve("a.txt"), 2, "is not UTF-8"),
            new PairProblem.MalformedLine(
                directory.resolve("b.txt"), 1, "is not UTF-8 but UTF-16"));
  }

  @Test
  void captionsThatNoDoorTakesAreToldWithFileAndLine() throws IOException {
    // given
    image("a.png", 1);
    text("a.txt", "a cat", "\u200b", "lost: \ufffd", "x".repeat(2001));
    image("more/b.png", 2);
    text("more/captions.jsonl", "{\"image\": \"b.png\", \"captions\": [\"a dog\", \" \"]}");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(pairs)
        .extracting(CaptionedImage::captions)
        .containsExactlyInAnyOrder(List.of("a cat"), List.of("a dog"));
    assertThat(told())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("a.txt:2: the caption must not be empty"),
            line -> assertThat(line).isEqualTo("a.txt:3: the caption is not UTF-8"),
            line -> assertThat(line).startsWith("a.txt:4: the caption has 2001 characters"),
            line -> assertThat(line).startsWith("more/captions.jsonl:1: the caption must not"));
  }

  @Test
  void linksAreFollowedAndCirclesTold() throws IOException {
    // given
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.write(outside.resolve("far.png"), Pictures.png(1));
    Files.writeString(outside.resolve("far.txt"), "a far cat");
    Files.createSymbolicLink(directory.resolve("linked"), outside);
    Files.createSymbolicLink(directory.resolve("near.png"), outside.resolve("far.png"));
    text("near.txt", "a near cat");
    Files.createSymbolicLink(directory.resolve("circle"), directory);
    Files.createSymbolicLink(directory.resolve("gone.png"), temporary.resolve("nothing"));
    Files.createSymbolicLink(directory.resolve("self.png"), directory.resolve("self.png"));

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(files(pairs)).containsExactly("near.png", "linked/far.png");
    assertThat(told())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("circle: cannot be read: it is a link to a folder"),
            line -> assertThat(line).startsWith("gone.png: cannot be read"),
            line -> assertThat(line).startsWith("self.png: cannot be read"));
  }

  @Test
  void idIsOfNameAndContentWhereverTheFolderLies() throws IOException {
    // given
    image("a.png", 1);
    text("a.txt", "a cat");
    String id = read().get(0).id();

    // when
    Path moved = Files.move(directory, temporary.resolve("moved"));
    String movedId = read(FolderPairs.open(moved, problems::add)).get(0).id();
    Files.write(moved.resolve("a.png"), Pictures.png(7));
    String changedId = read(FolderPairs.open(moved, problems::add)).get(0).id();

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
    assertThatThrownBy(() -> FolderPairs.open(missing, problems::add))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(() -> FolderPairs.open(file, problems::add))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining(file.toString());
  }
}
