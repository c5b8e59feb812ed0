package dev.xmcgan.datasets.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.Pictures;
import dev.xmcgan.schemas.limits.PairLimits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of a folder are images that can be sent. */
class FolderImagesTest extends TestFolder {
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
}
