package dev.xmcgan.lab.evaluation;

import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A few images in the files of COCO-14 and of Localized Narratives, drawn instead of taken. */
final class PaperDatasets {
  private final Path directory;
  private final int images;

  PaperDatasets(Path directory, int images) throws IOException {
    this.directory = directory;
    this.images = images;
    ScenePairs scenes = new ScenePairs(SceneOptions.training(11, images).withImageSize(32));
    for (int i = 0; i < images; i++) {
      byte[] image = scenes.pair(i).image();
      write("val2014/COCO_val2014_%012d.jpg".formatted(i), image);
      write("val2017/%012d.jpg".formatted(i), image);
      write("openimages/%016x.jpg".formatted(i), image);
    }
  }

  /** What a command needs to read that data set. */
  List<String> options(String dataset) throws IOException {
    return switch (dataset) {
      case "coco14" -> options(dataset, coco14(), "val2014");
      case "ln-coco" ->
          options(dataset, narratives("coco_val_localized_narratives.jsonl", "%d"), "val2017");
      case "ln-openimages" ->
          options(
              dataset,
              narratives("open_images_validation_localized_narratives.jsonl", "%016x"),
              "openimages");
      default -> throw new IllegalArgumentException(dataset);
    };
  }

  private List<String> options(String dataset, Path annotations, String folder) {
    return new ArrayList<>(
        List.of(
            "--dataset",
            dataset,
            "--annotations",
            annotations.toString(),
            "--image-folder",
            directory.resolve(folder).toString()));
  }

  private Path coco14() throws IOException {
    return Files.writeString(
        directory.resolve("captions_val2014.json"),
        "{\"info\": {}, \"images\": [%s], \"licenses\": [], \"annotations\": [%s]}"
            .formatted(
                each("{\"file_name\": \"COCO_val2014_%012d.jpg\", \"id\": %d}", 1),
                each(
                    "{\"image_id\": %d, \"id\": %d, \"caption\": \"A dog and a cat no. %d.\"}",
                    2)));
  }

  /** Entries in turn, so many for each image; numbers are the image's, last ones the entry's. */
  private String each(String entry, int times) {
    return IntStream.range(0, times * images)
        .mapToObj(i -> times == 1 ? entry.formatted(i, i) : entry.formatted(i % images, i, i))
        .collect(Collectors.joining(",\n"));
  }

  private Path narratives(String name, String id) throws IOException {
    List<String> lines =
        IntStream.range(0, images)
            .mapToObj(
                i ->
                    ("{\"dataset_id\": \"x\", \"image_id\": \"%s\", \"annotator_id\": 1,"
                            + " \"caption\": \"In this image, number %d, there is a dog.\\n\","
                            + " \"traces\": [[{\"x\": 0.1, \"y\": 0.2, \"t\": 0}]]}")
                        .formatted(id.formatted(i), i))
            .toList();
    return Files.write(directory.resolve(name), lines);
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
