package dev.xmcgan.datasets.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.Pictures;
import dev.xmcgan.schemas.limits.PairLimits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void whatIsKnownToBeOfNoUseIsToldWhenTheFolderIsOpened() throws IOException {
    // given
    image("a.png", 1);
    image("b.png", 1);
    text("b.txt", "a cat");
    Files.write(directory.resolve("c.heic"), new byte[] {1});
    Files.write(directory.resolve("d.TIFF"), new byte[] {1});
    text("README.md", "about cats");

    // when
    FolderPairs folder = open();

    // then
    assertThat(folder.count()).hasValue(1);
    assertThat(problems)
        .extracting(PairProblem::kind)
        .containsExactlyInAnyOrder(
            "missing captions", "unsupported format (heic)", "unsupported format (tiff)");
  }

  @Test
  void whatOnlyItsNameMakesAnImageIsToldBeforeItIsSent() throws IOException {
    // given
    Files.writeString(directory.resolve("a.png"), "<html>not found</html>");
    text("a.txt", "a cat");
    byte[] png = Pictures.png(3);
    Files.write(directory.resolve("b.png"), java.util.Arrays.copyOf(png, 20));
    text("b.txt", "a cut cat");

    // when
    List<CaptionedImage> pairs = read();

    // then
    assertThat(pairs).isEmpty();
    assertThat(problems)
        .extracting(PairProblem::kind)
        .containsExactly("unsupported format (png)", "broken image");
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
  void aPhotoLargerThanARecordTakesComesSmallerAndUpright() throws Exception {
    // given: noise of 5 MB
    var noise = new BufferedImage(1500, 1200, BufferedImage.TYPE_INT_RGB);
    noise.setRGB(0, 0, 1500, 1200, new Random(1).ints(1500 * 1200).toArray(), 0, 1500);
    Path photo = directory.resolve("a.png");
    ImageIO.write(noise, "png", photo.toFile());
    assertThat(Files.size(photo)).isGreaterThan(PairLimits.MAX_IMAGE_BYTES);
    text("a.txt", "noise");

    // when
    List<CaptionedImage> pairs = read(FolderPairs.open(directory, problems::add));

    // then
    assertThat(problems).isEmpty();
    assertThat(pairs).hasSize(1);
    assertThat(pairs.get(0).image()).hasSizeLessThanOrEqualTo(PairLimits.MAX_IMAGE_BYTES);
    BufferedImage smaller = ImageIO.read(new ByteArrayInputStream(pairs.get(0).image()));
    assertThat(smaller.getWidth() / (double) smaller.getHeight()).isCloseTo(1.25, within(0.01));
  }

  @Test
  void aPhotoThatIsTooLargeForARecordAndBrokenIsReported() throws Exception {
    // given
    byte[] broken = new byte[PairLimits.MAX_IMAGE_BYTES + 1];
    image("a.png", 1);
    byte[] whole = Files.readAllBytes(directory.resolve("a.png"));
    System.arraycopy(whole, 0, broken, 0, whole.length / 2);
    Files.write(directory.resolve("a.png"), broken);
    text("a.txt", "noise");

    // when
    List<CaptionedImage> pairs = read(FolderPairs.open(directory, problems::add));

    // then
    assertThat(pairs).isEmpty();
    assertThat(problems).hasOnlyElementsOfType(PairProblem.BrokenImage.class).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.jpe", "a.JFIF", "a.apng", "a.dib"})
  void everyEndingOfAFormatThatIsTakenIsTaken(String name) throws IOException {
    // given: what it is say its first bytes
    image(name, 1);
    text("a.txt", "a cat");

    // then
    assertThat(read(FolderPairs.open(directory, problems::add))).hasSize(1);
    assertThat(problems).isEmpty();
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

  @Test
  void imageBeyondTheLimitIsReported() throws IOException {
    // given
    image("a.png", 1);
    text("a.txt", "a cat");
    long size = Files.size(directory.resolve("a.png"));

    // when
    List<CaptionedImage> pairs =
        read(FolderPairs.open(directory, new LimitedImages(size - 1), problems::add));

    // then
    assertThat(pairs).isEmpty();
    assertThat(problems)
        .containsExactly(new PairProblem.ImageTooLarge(directory.resolve("a.png"), size, size - 1));
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

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "tr-TR", "de-DE"})
  void namesEndAlikeInAllLanguages(String language) throws IOException {
    // given
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      image("A.JFIF", 1);
      text("A.txt", "a cat");

      // when, then
      assertThat(files(read())).containsExactly("A.JFIF");
    } finally {
      Locale.setDefault(before);
    }
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

  private FolderPairs open() throws IOException {
    return FolderPairs.open(directory, problems::add);
  }

  private List<CaptionedImage> read() throws IOException {
    return read(open());
  }

  private List<CaptionedImage> read(FolderPairs folder) throws IOException {
    try (Stream<CaptionedImage> pairs = folder.pairs(problems::add)) {
      return pairs.toList();
    }
  }

  private static List<String> files(List<CaptionedImage> pairs) {
    return pairs.stream().map(pair -> pair.metadata().get("file")).toList();
  }

  /** What the problems say, without the folder's name. */
  private List<String> told() {
    return problems.stream()
        .map(problem -> problem.describe().replace(directory + "/", ""))
        .toList();
  }

  private void image(String name, int value) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Pictures.png(value));
  }

  private void text(String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }
}
