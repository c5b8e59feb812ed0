package dev.xmcgan.datasets.webdataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.Pictures;
import dev.xmcgan.datasets.PlacedPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebDatasetPairsTest {
  @TempDir private Path directory;
  private final List<PairProblem> problems = new ArrayList<>();

  @Test
  void neighboursOfOneKeyAreAPair() throws IOException {
    // given
    shard(
        "00000.tar",
        new Entry("./000.jpg", Pictures.png(1)),
        new Entry("./000.txt", "a cat\n\n a white cat "),
        new Entry("./000.json", "{\"caption\": \"not asked\"}"),
        new Entry("train/001.json", "\ufeff{\"caption\": \"a dog\", \"width\": 2}"),
        new Entry("train/001.cls", "7"),
        new Entry("train/001.seg.png", "no picture"),
        new Entry("train/001.PNG", Pictures.png(2)));

    // when
    List<CaptionedImage> pairs = pairs(read(0));

    // then
    assertThat(problems).isEmpty();
    assertThat(pairs)
        .extracting(CaptionedImage::captions)
        .containsExactly(List.of("a cat", "a white cat"), List.of("a dog"));
    assertThat(pairs.get(0).image()).isEqualTo(Pictures.png(1));
    assertThat(pairs.get(0).id()).matches("webdataset-[0-9a-f]{24}");
    assertThat(pairs.get(0).source()).isEqualTo("webdataset:" + directory.getFileName());
    assertThat(pairs.get(1).metadata())
        .containsEntry("file", "train/001.png")
        .containsEntry("shard", "00000.tar");
  }

  @Test
  void goesOnFromAnyPlaceInAnyShard() throws IOException {
    // given: packed and plain, one sample without captions
    shard("a.tar", sample("0"), sample("1"), List.of(new Entry("2.png", Pictures.png(2))));
    shard("b.tar.gz", sample("3"), sample("4"));
    shard("c.tgz", sample("5"));

    // when
    List<PlacedPair> all = read(0);

    // then
    assertThat(all).hasSize(5);
    assertThat(problems).hasSize(1);
    for (int i = 0; i < all.size(); i++) {
      assertThat(pairs(read(all.get(i).next())))
          .extracting(CaptionedImage::id)
          .containsExactlyElementsOf(
              all.subList(i + 1, all.size()).stream().map(pair -> pair.pair().id()).toList());
    }
  }

  @Test
  void otherFormatsAreToldBeforeAnythingIsReadAndOnlyOnce() throws IOException {
    // given
    shard(
        "a.tar",
        new Entry("a.avif", "another format"),
        new Entry("a.txt", "a cat"),
        new Entry("b.heic", "another one of what"),
        new Entry("b.png", Pictures.png(1)),
        new Entry("b.txt", "is there, too"));
    shard("b.tgz", new Entry("c.tiff", "compressed"), new Entry("c.txt", "a dog"));

    // when
    WebDatasetPairs source = WebDatasetPairs.open(List.of(directory), problems::add);

    // then
    assertThat(told()).singleElement().asString().startsWith("a.tar/a.avif: is none of");

    // when
    List<CaptionedImage> pairs = pairs(read(source, 0));

    // then
    assertThat(pairs)
        .extracting(CaptionedImage::captions)
        .containsExactly(List.of("is there, too"));
    assertThat(told()).hasSize(2).last().asString().startsWith("b.tgz/c.tiff: is none of");
  }

  @Test
  void faultySamplesAreToldByTheirFileAndTheRestGoesOn() throws IOException {
    // given
    shard(
        "s.tar",
        new Entry("a.jpg", Pictures.png(1)),
        new Entry("b.txt", "no picture"),
        new Entry("c.png", "<html>"),
        new Entry("c.txt", "a page"),
        new Entry("d.png", Pictures.png(1)),
        new Entry("d.txt", new byte[] {(byte) 0xff, '\n', 'd'}),
        new Entry("e.png", Pictures.png(1)),
        new Entry("e.json", "{\"caption\": 5}"),
        new Entry("f.jpg", Pictures.png(1)),
        new Entry("f.png", Pictures.png(1)),
        new Entry("f.txt", "two pictures"),
        new Entry("g.png", new byte[33 << 20]),
        new Entry("g.txt", "too large"));

    // when
    List<CaptionedImage> pairs = pairs(read(0));

    // then
    assertThat(pairs)
        .extracting(CaptionedImage::captions)
        .containsExactly(List.of("d"), List.of("two pictures"));
    assertThat(told())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("s.tar/a.jpg: no captions"),
            line -> assertThat(line).isEqualTo("s.tar/b:1: no image b.*"),
            line -> assertThat(line).startsWith("s.tar/c.png: is none of"),
            line -> assertThat(line).isEqualTo("s.tar/d.txt:1: is not UTF-8"),
            line -> assertThat(line).startsWith("s.tar/e.json:1: has a caption that is no text"),
            line -> assertThat(line).startsWith("s.tar/e.png: no captions"),
            line -> assertThat(line).startsWith("s.tar/f.png: an image of the same sample"),
            line -> assertThat(line).startsWith("s.tar/g.png: 34603008 bytes"),
            line -> assertThat(line).startsWith("s.tar/g:1: no image"));
  }

  @Test
  void aShardThatIsBrokenIsToldAndTheNextOneGoesOn() throws IOException {
    // given
    Path whole = shard("a.tar", sample("0"), sample("1"));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, Arrays.copyOf(bytes, 2 * 512 + 2 * 512 + 512 + 20)); // in the second image
    Files.writeString(directory.resolve("b.tar"), "this is no tar file ".repeat(100));
    Files.write(directory.resolve("c.tar.gz"), new byte[] {1, 2, 3});
    shard("d.tar", sample("9"));

    // when
    List<CaptionedImage> pairs = pairs(read(0));

    // then
    assertThat(pairs)
        .extracting(CaptionedImage::captions)
        .containsExactly(List.of("of 0"), List.of("of 9"));
    assertThat(told())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("a.tar: cannot be read: after 1 samples"),
            line -> assertThat(line).startsWith("b.tar: cannot be read: after 0 samples"),
            line -> assertThat(line).startsWith("c.tar.gz: cannot be read: after 0 samples"));
  }

  @Test
  void anIdIsOfKeyAndContentAndAVersionOfTheShards() throws IOException {
    // given
    Path shard = shard("a.tar", sample("0"));
    WebDatasetPairs source = WebDatasetPairs.open(List.of(shard), problems::add);
    String id = pairs(read(source, 0)).get(0).id();

    // when
    Path moved = Files.move(shard, directory.resolve("b.tar"));
    WebDatasetPairs other = WebDatasetPairs.open(List.of(moved), problems::add);

    // then
    assertThat(source.name()).isEqualTo("webdataset:a");
    assertThat(pairs(read(other, 0)).get(0).id()).isEqualTo(id);
    String version = other.version();
    assertThat(other.version()).isEqualTo(version);
    Files.setLastModifiedTime(moved, FileTime.fromMillis(1_000));
    assertThat(WebDatasetPairs.open(List.of(moved), problems::add).version()).isNotEqualTo(version);
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> WebDatasetPairs.open(List.of(directory.resolve("x.tar")), problems::add))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("x.tar");
    assertThatThrownBy(() -> WebDatasetPairs.open(List.of(directory), problems::add))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("has no shards");
  }

  private record Entry(String name, byte[] bytes) {
    Entry(String name, String text) {
      this(name, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<Entry> sample(String key) {
    return List.of(
        new Entry(key + ".png", Pictures.png(key.charAt(0))), new Entry(key + ".txt", "of " + key));
  }

  @SafeVarargs
  private Path shard(String name, List<Entry>... samples) throws IOException {
    return shard(name, Stream.of(samples).flatMap(List::stream).toArray(Entry[]::new));
  }

  private Path shard(String name, Entry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OutputStream packed = name.endsWith("gz") ? new GZIPOutputStream(bytes) : bytes;
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(packed)) {
      for (Entry each : entries) {
        TarArchiveEntry header = new TarArchiveEntry(each.name());
        header.setSize(each.bytes().length);
        tar.putArchiveEntry(header);
        tar.write(each.bytes());
        tar.closeArchiveEntry();
      }
    }
    return Files.write(directory.resolve(name), bytes.toByteArray());
  }

  private List<PlacedPair> read(long from) throws IOException {
    return read(WebDatasetPairs.open(List.of(directory), problems::add), from);
  }

  private List<PlacedPair> read(WebDatasetPairs source, long from) {
    try (Stream<PlacedPair> pairs = source.pairs(from, problems::add)) {
      return pairs.toList();
    }
  }

  private static List<CaptionedImage> pairs(List<PlacedPair> placed) {
    return placed.stream().map(PlacedPair::pair).toList();
  }

  private List<String> told() {
    return problems.stream()
        .map(problem -> problem.describe().replace(directory + "/", ""))
        .toList();
  }
}
