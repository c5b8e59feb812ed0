package dev.xmcgan.datasets.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.Pictures;
import dev.xmcgan.datasets.PlacedPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Coco14PairsTest {
  private static final String FILE = "captions_train2014.json";

  @TempDir private Path directory;
  private AnnotatedFolder folder;

  @BeforeEach
  void open() throws IOException {
    folder = new AnnotatedFolder(directory);
    folder.image("train2014/COCO_train2014_000000057870.jpg", 1);
    folder.image("train2014/COCO_train2014_000000000009.jpg", 2);
    folder.image("train2014/COCO_train2014_000000581929.jpg", 3);
  }

  @Test
  void everyImageIsAPairWithAllItsCaptionsInTheOrderOfIds() throws IOException {
    // given: as published, captions behind all images and in any order
    annotations(
        List.of(image(57870), image(9), image(581929)),
        List.of(
            caption(581929, 11, "A cow on a hill. "),
            caption(9, 12, "Fruit in a box."),
            caption(57870, 13, "A restaurant has modern wooden tables."),
            caption(9, 14, "Closeup of bins of food \\u00e0 la carte \\u2014 \\\"bento\\\"."),
            caption(9, 15, "Café déjà vu")));

    // when
    Coco14Pairs source = source();
    List<PlacedPair> pairs = folder.read(source, 0);

    // then
    assertThat(folder.problems()).isEmpty();
    assertThat(source.name()).isEqualTo("coco14/train");
    assertThat(source.count()).hasValue(3);
    assertThat(pairs).extracting(PlacedPair::next).containsExactly(1L, 2L, 3L);
    assertThat(pairs)
        .extracting(pair -> pair.pair().id())
        .containsExactly(
            "coco14/train/000000000009", "coco14/train/000000057870", "coco14/train/000000581929");
    CaptionedImage first = pairs.get(0).pair();
    assertThat(first.captions())
        .containsExactly(
            "Fruit in a box.", "Closeup of bins of food à la carte — \"bento\".", "Café déjà vu");
    assertThat(first.image()).isEqualTo(Pictures.png(2));
    assertThat(first.source()).isEqualTo("coco14/train");
    assertThat(first.metadata())
        .containsEntry("imageId", "9")
        .containsEntry("file", "COCO_train2014_000000000009.jpg")
        .containsEntry("split", "train");
    assertThat(pairs.get(2).pair().captions()).containsExactly("A cow on a hill.");
  }

  @Test
  void goesOnFromAnyPlace() throws IOException {
    // given
    annotations(
        List.of(image(57870), image(9), image(581929)),
        List.of(caption(581929, 1, "a"), caption(9, 2, "b"), caption(57870, 3, "c")));

    // when
    List<PlacedPair> all = folder.read(source(), 0);

    // then
    for (PlacedPair pair : all) {
      List<PlacedPair> rest = folder.read(source(), pair.next());
      assertThat(rest)
          .extracting(other -> other.pair().id())
          .containsExactlyElementsOf(
              all.stream().skip(pair.next()).map(other -> other.pair().id()).toList());
    }
  }

  @Test
  void faultyEntriesAreReportedAndTheRestGoesOn() throws IOException {
    // given
    annotations(
        List.of(
            "17",
            "{\"file_name\": \"no-id.jpg\"}",
            image(9),
            image(9),
            "{\"id\": 10}",
            "{\"id\": 11, \"file_name\": \"../outside.jpg\"}",
            image(12),
            image(57870),
            image(581929)),
        List.of(
            "{\"image_id\": 9, \"caption\": \"no id\"}",
            "{\"image_id\": \"9\", \"id\": 1, \"caption\": \"id as text\"}",
            "{\"image_id\": 9, \"id\": 2}",
            "{\"image_id\": 9, \"id\": 3, \"caption\": 5}",
            "{\"image_id\": 9, \"id\": 4, \"caption\": \"  \"}",
            "{\"image_id\": 99999999999999999999, \"id\": 5, \"caption\": \"far\"}",
            caption(404, 6, "of no image"),
            caption(9, 7, "good"),
            caption(9, 7, "the same id again"),
            caption(12, 8, "its file is missing"),
            caption(11, 9, "outside"),
            caption(581929, 10, "also good")));
    folder.image("outside.jpg", 9);

    // when
    List<PlacedPair> pairs = folder.read(source(), 0);

    // then
    assertThat(pairs)
        .extracting(pair -> pair.pair().id(), pair -> pair.pair().captions())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("coco14/train/000000000009", List.of("good")),
            org.assertj.core.groups.Tuple.tuple("coco14/train/000000581929", List.of("also good")));
    assertThat(folder.told())
        .satisfiesExactlyInAnyOrder(
            told -> assertThat(told).isEqualTo(FILE + ": images[0] is no object"),
            told -> assertThat(told).isEqualTo(FILE + ": images[1] has no number id"),
            told -> assertThat(told).isEqualTo(FILE + ": image 9 comes again"),
            told -> assertThat(told).contains("image 10 at byte").endsWith("has no file_name"),
            told -> assertThat(told).isEqualTo(FILE + ": no image file ../outside.jpg"),
            told -> assertThat(told).isEqualTo(FILE + ": no image file " + file(12)),
            told -> assertThat(told).startsWith("train2014/" + file(57870) + ": no captions"),
            told -> assertThat(told).isEqualTo(FILE + ": annotations[0] has no number id"),
            told -> assertThat(told).isEqualTo(FILE + ": annotations[1] has no number image_id"),
            told -> assertThat(told).contains("annotation of image 9").endsWith("has no caption"),
            told -> assertThat(told).contains("annotation of image 9").endsWith("has no caption"),
            told -> assertThat(told).contains("annotation of image 9").endsWith("has no caption"),
            told -> assertThat(told).isEqualTo(FILE + ": annotations[5] has no number image_id"),
            told -> assertThat(told).isEqualTo(FILE + ": image 404 has only annotations"),
            told -> assertThat(told).isEqualTo(FILE + ": annotation 7 comes again"));
  }

  @Test
  void bytesThatAreNoTextSpoilTheirCaptionOnly() throws IOException {
    // given
    annotations(
        List.of(image(9), image(57870)),
        List.of(
            caption(9, 1, "br\u00f6ken"), caption(9, 2, "whole"), caption(57870, 3, "good too")));
    String json = Files.readString(folder.path(FILE));
    Files.write(folder.path(FILE), json.getBytes(StandardCharsets.ISO_8859_1));

    // when
    List<PlacedPair> pairs = folder.read(source(), 0);

    // then
    assertThat(pairs).hasSize(2);
    assertThat(pairs.get(0).pair().captions()).containsExactly("whole");
    assertThat(folder.told())
        .singleElement()
        .satisfies(
            told -> assertThat(told).contains("annotation of image 9 at byte").contains("UTF-8"));
  }

  @Test
  void entriesAreFoundInALargeFileToo() throws IOException {
    // given: many buffers long, with characters of several bytes before the entries
    annotations(
        List.of(image(9)),
        IntStream.range(0, 5000).mapToObj(i -> caption(9, i, "számos — " + i)).toList());

    // when
    List<PlacedPair> pairs = folder.read(source(), 0);

    // then
    assertThat(folder.problems()).isEmpty();
    assertThat(pairs.get(0).pair().captions())
        .isEqualTo(IntStream.range(0, 5000).mapToObj(i -> "számos — " + i).toList());
  }

  @Test
  void aByteOrderMarkIsPassedOver() throws IOException {
    // given
    annotations(List.of(image(9)), List.of(caption(9, 1, "Café"), caption(9, 2, "déjà vu")));
    String json = Files.readString(folder.path(FILE));
    Files.writeString(folder.path(FILE), "\ufeff" + json);

    // when
    List<PlacedPair> pairs = folder.read(source(), 0);

    // then
    assertThat(folder.problems()).isEmpty();
    assertThat(pairs.get(0).pair().captions()).containsExactly("Café", "déjà vu");
  }

  @Test
  void captionsThatNoDoorTakesAreToldByTheirPlace() throws IOException {
    // given
    annotations(List.of(image(9)), List.of(caption(9, 1, "good"), caption(9, 2, "x".repeat(2001))));

    // when
    List<PlacedPair> pairs = folder.read(source(), 0);

    // then
    assertThat(pairs.get(0).pair().captions()).containsExactly("good");
    assertThat(folder.told())
        .singleElement()
        .asString()
        .contains("annotation of image 9 at byte", "2001 characters");
  }

  @Test
  void versionIsOfAnnotationsAndFolders() throws IOException {
    // given
    annotations(List.of(image(9)), List.of(caption(9, 1, "a")));
    String version = source().version();
    String again = source().version();
    annotations(List.of(image(9)), List.of(caption(9, 1, "b")));

    // then
    assertThat(again).isEqualTo(version);
    assertThat(source().version()).isNotEqualTo(version);
  }

  @Test
  void whatIsNoDataSetIsRefusedByName() throws IOException {
    // given
    Path cut = folder.text("captions_val2014.json", "{\"images\": [{\"id\": 9, \"file_");
    Path list = folder.text("train.json", "[]");
    Path unknown = folder.text("captions.json", "{}");
    List<Path> images = List.of(folder.path("train2014"));

    // then
    assertThatThrownBy(() -> Coco14Pairs.open(cut, images, folder::problem))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("captions_val2014.json");
    assertThatThrownBy(() -> Coco14Pairs.open(list, images, folder::problem))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no JSON object");
    assertThatThrownBy(() -> Coco14Pairs.open(unknown, images, folder::problem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("captions.json");
    assertThatThrownBy(
            () -> Coco14Pairs.open(cut, List.of(folder.path("nowhere")), folder::problem))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("nowhere");
  }

  private Coco14Pairs source() throws IOException {
    return Coco14Pairs.open(folder.path(FILE), List.of(folder.path("train2014")), folder::problem);
  }

  private void annotations(List<String> images, List<String> captions) throws IOException {
    folder.text(
        FILE,
        "{\"info\": {\"year\": 2014}, \"images\": [",
        images.stream().collect(Collectors.joining(", ")),
        "], \"licenses\": [{\"id\": 1}], \"annotations\": [",
        captions.stream().collect(Collectors.joining(", ")),
        "]}");
  }

  private static String image(long id) {
    return "{\"license\": 5, \"file_name\": \"%s\", \"height\": 480, \"width\": 640, \"id\": %d}"
        .formatted(file(id), id);
  }

  private static String caption(long image, long id, String text) {
    return "{\"image_id\": %d, \"id\": %d, \"caption\": \"%s\"}".formatted(image, id, text);
  }

  private static String file(long id) {
    return "COCO_train2014_%012d.jpg".formatted(id);
  }
}
