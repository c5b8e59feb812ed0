package dev.xmcgan.datasets.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.Pictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A folder as it is published is all that a format needs. */
class DatasetFormatTest {
  @TempDir private Path directory;
  private final List<PairProblem> problems = new ArrayList<>();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FOLDER|a.txt|a.png|a cat",
        "COCO14|annotations/captions_val2017.json|val2017/000000000009.jpg|{\"images\": [{\"id\":"
            + " 9, \"file_name\": \"000000000009.jpg\"}], \"annotations\": [{\"id\": 1,"
            + " \"image_id\": 9, \"caption\": \"a cat\"}]}",
        "LN_COCO|coco_val_captions.jsonl|val2017/000000000009.jpg|{\"image_id\": \"9\","
            + " \"caption\": \"a cat\"}",
        "LN_OPENIMAGES|open_images_test_captions.jsonl|test/0001eeaf4aed83f9.jpg|{\"image_id\":"
            + " \"0001eeaf4aed83f9\", \"caption\": \"a cat\"}",
        "FLICKR8K|Flickr8k.token.txt|Flicker8k_Dataset/a.jpg|a.jpg#0\ta cat"
      })
  void findsCaptionsAndImagesByTheirPublishedNames(
      DatasetFormat format, String file, String image, String content) throws IOException {
    // given
    write(file, content.getBytes(StandardCharsets.UTF_8));
    write(image, Pictures.png(1));

    // when
    List<CaptionedImage> pairs = read(format, DatasetFiles.of(directory));

    // then
    assertThat(problems).isEmpty();
    assertThat(pairs)
        .singleElement()
        .satisfies(pair -> assertThat(pair.captions()).containsExactly("a cat"));
  }

  @Test
  void ofSeveralSplitsOneIsToBeNamed() throws IOException {
    // given
    for (String split : List.of("train", "val")) {
      write(
          "annotations/captions_%s2017.json".formatted(split),
          "{\"images\": [], \"annotations\": []}".getBytes(StandardCharsets.UTF_8));
    }

    // then
    assertThatThrownBy(() -> read(DatasetFormat.COCO14, DatasetFiles.of(directory)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("captions_train2017.json")
        .hasMessageContaining("captions_val2017.json");
    DatasetFiles val = new DatasetFiles(List.of(directory), List.of(), Optional.of("val"));
    assertThat(DatasetFormat.COCO14.open(val, problems::add).name()).isEqualTo("coco14/val");
    DatasetFiles test = new DatasetFiles(List.of(directory), List.of(), Optional.of("test"));
    assertThatThrownBy(() -> read(DatasetFormat.COCO14, test))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no annotations of test");
  }

  private List<CaptionedImage> read(DatasetFormat format, DatasetFiles files) throws IOException {
    try (Stream<CaptionedImage> pairs = format.open(files, problems::add).pairs(problems::add)) {
      return pairs.toList();
    }
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
