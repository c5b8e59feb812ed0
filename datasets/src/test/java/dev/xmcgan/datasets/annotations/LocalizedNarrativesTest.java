package dev.xmcgan.datasets.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.Pictures;
import dev.xmcgan.datasets.PlacedPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalizedNarrativesTest {
  private static final String TRACES =
      "[[{\"x\": 0.2086, \"y\": -0.0533, \"t\": 0.022}, {\"x\": 0.21, \"y\": 0.1, \"t\": 1}]]";

  @TempDir private Path directory;
  private AnnotatedFolder folder;

  @BeforeEach
  void open() {
    folder = new AnnotatedFolder(directory);
  }

  @Test
  void narrativesOfOneImageAreOnePairWhereverTheyStand() throws IOException {
    // given: two shards, an image's narratives apart, images of both layouts in two folders
    folder.image("train2017/000000391895.jpg", 1);
    folder.image("train2014/COCO_val2014_000000000042.jpg", 2);
    Path first =
        folder.text(
            "coco_train_localized_narratives-00000-of-00002.jsonl",
            narrative("mscoco_train2017", "391895", 0, "In this image I can see a man."),
            narrative("mscoco_train2017", "42", 7, "Here we see a dog — asleep."));
    Path second =
        folder.text(
            "coco_train_localized_narratives-00001-of-00002.jsonl",
            narrative("mscoco_train2017", "391895", 3, "A man on a bike."));

    // when
    LocalizedNarratives source =
        LocalizedNarratives.coco(
            List.of(first, second),
            List.of(folder.path("train2017"), folder.path("train2014")),
            folder::problem);
    List<PlacedPair> pairs = folder.read(source, 0);

    // then
    assertThat(folder.problems()).isEmpty();
    assertThat(source.name()).isEqualTo("ln-coco/train");
    assertThat(source.count()).hasValue(2);
    assertThat(pairs).extracting(PlacedPair::next).containsExactly(1L, 2L);
    CaptionedImage dog = pairs.get(0).pair();
    assertThat(dog.id()).isEqualTo("ln-coco/train/000000000042");
    assertThat(dog.captions()).containsExactly("Here we see a dog — asleep.");
    assertThat(dog.image()).isEqualTo(Pictures.png(2));
    assertThat(dog.metadata()).containsEntry("split", "train");
    CaptionedImage man = pairs.get(1).pair();
    assertThat(man.id()).isEqualTo("ln-coco/train/000000391895");
    assertThat(man.captions())
        .containsExactly("In this image I can see a man.", "A man on a bike.");
    assertThat(folder.read(source, 1))
        .singleElement()
        .satisfies(pair -> assertThat(pair.pair().id()).isEqualTo(man.id()));
  }

  @Test
  void openImagesHaveHexadecimalIds() throws IOException {
    // given: also the files of captions only
    folder.image("validation/fe600639ac5f36c1.jpg", 1);
    folder.image("validation/0001eeaf4aed83f9.jpg", 2);
    Path file =
        folder.text(
            "open_images_validation_captions.jsonl",
            "{\"dataset_id\": \"open_images_validation\", \"image_id\": \"fe600639ac5f36c1\","
                + " \"annotator_id\": 1, \"caption\": \"A tree.\"}",
            narrative("open_images_validation", "0001eeaf4aed83f9", 2, "A plane."));

    // when
    LocalizedNarratives source =
        LocalizedNarratives.openImages(
            List.of(file), List.of(folder.path("validation")), folder::problem);

    // then
    assertThat(source.name()).isEqualTo("ln-openimages/val");
    assertThat(folder.read(source, 0))
        .extracting(pair -> pair.pair().id())
        .containsExactlyInAnyOrder(
            "ln-openimages/val/fe600639ac5f36c1", "ln-openimages/val/0001eeaf4aed83f9");
    assertThat(folder.problems()).isEmpty();
  }

  @Test
  void faultyLinesAreReportedByNumberAndTheRestGoesOn() throws IOException {
    // given
    folder.image("val2017/000000000007.jpg", 1);
    String name = "coco_val_localized_narratives.jsonl";
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (String line :
        List.of(
            "\ufeff" + narrative("mscoco_val2017", "7", 0, "first"),
            "",
            "{\"image_id\": \"7\", \"caption\": \"cut o",
            "[1, 2]",
            "{\"image_id\": \"7\"}",
            "{\"caption\": \"of what?\"}",
            "{\"image_id\": \"fe600639ac5f36c1\", \"caption\": \"another data set\"}",
            "{\"image_id\": \"7\", \"caption\": [\"a\"]}",
            "{\"image_id\": \"7\", \"caption\": \"two\"} {}",
            narrative("mscoco_val2017", "7", 1, "first"),
            narrative("mscoco_val2017", "8", 1, "its file is missing"))) {
      content.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    content.writeBytes(
        "{\"image_id\": \"7\", \"caption\": \"n\u00e4".getBytes(StandardCharsets.ISO_8859_1));
    content.writeBytes("\"}\r\n".getBytes(StandardCharsets.UTF_8));
    content.writeBytes("{\"image_id\": 7, \"caption\": \"last\"}".getBytes(StandardCharsets.UTF_8));
    Path file = Files.write(folder.path(name), content.toByteArray());

    // when
    List<PlacedPair> pairs =
        folder.read(
            LocalizedNarratives.coco(
                List.of(file), List.of(folder.path("val2017")), folder::problem),
            0);

    // then
    assertThat(pairs)
        .singleElement()
        .satisfies(pair -> assertThat(pair.pair().captions()).containsExactly("first", "last"));
    assertThat(folder.told())
        .satisfiesExactly(
            told -> assertThat(told).startsWith(name + ":3: is not JSON"),
            told -> assertThat(told).isEqualTo(name + ":4: is not a JSON object"),
            told -> assertThat(told).isEqualTo(name + ":5: has no caption"),
            told -> assertThat(told).isEqualTo(name + ":6: has no image_id of this data set"),
            told -> assertThat(told).isEqualTo(name + ":7: has no image_id of this data set"),
            told -> assertThat(told).isEqualTo(name + ":8: has no caption"),
            told -> assertThat(told).isEqualTo(name + ":9: has something behind its end"),
            told -> assertThat(told).startsWith(name + ":12: is not JSON").contains("UTF-8"),
            told -> assertThat(told).contains("a narrative of image 000000000007 comes again"),
            told -> assertThat(told).isEqualTo(name + ": no image file 000000000008.jpg"));
  }

  @Test
  void filesOfSeveralSplitsAreRefused() {
    List<Path> files =
        List.of(Path.of("coco_train_captions.jsonl"), Path.of("coco_val_captions.jsonl"));

    assertThatThrownBy(() -> LocalizedNarratives.coco(files, List.of(directory), folder::problem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train, val");
  }

  private static String narrative(String dataset, String image, int annotator, String caption) {
    return ("{\"dataset_id\": \"%s\", \"image_id\": \"%s\", \"annotator_id\": %d, \"caption\":"
            + " \"%s\", \"timed_caption\": [{\"utterance\": \"In\", \"start_time\": 0.0,"
            + " \"end_time\": 0.4}], \"traces\": %s, \"voice_recording\": \"a/b.ogg\"}")
        .formatted(dataset, image, annotator, caption, TRACES);
  }
}
