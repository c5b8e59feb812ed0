package dev.xmcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.datasets.folder.FolderPairs;
import dev.xmcgan.datasets.scenes.Drift;
import dev.xmcgan.datasets.scenes.SceneOptions;
import dev.xmcgan.datasets.scenes.ScenePairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Going on from a place, and the version that says whether places still mean the same. */
class PlacesTest {
  @TempDir private Path directory;

  @BeforeEach
  void fillFolder() throws IOException {
    for (String name : List.of("a", "b", "c", "d")) {
      Files.write(directory.resolve(name + ".png"), Pictures.png(name.charAt(0)));
    }
    for (String name : List.of("a", "c", "d")) {
      Files.writeString(directory.resolve(name + ".txt"), "a " + name);
    }
  }

  @Test
  void everySourceGoesOnBehindEachOfItsPairs() throws IOException {
    // given
    goesOn(folder(), 3);
    goesOn(new ScenePairs(SceneOptions.training(4, 5).withFirst(20)), 5);

    // when: a list with a faulty line between the good ones
    Files.writeString(
        directory.resolve("captions.jsonl"),
        """
        {"image": "d.png", "caption": "one"}

        {"image": "nowhere.png", "caption": "two"}
        {"image": "a.png", "caption": "three"}
        """);

    // then
    goesOn(folder(), 2);
  }

  @Test
  void versionOfAFolderIsThatOfItsFiles() throws IOException {
    // given
    String version = folder().version();
    assertThat(folder().version()).isEqualTo(version);

    // when
    Files.writeString(directory.resolve("b.txt"), "a b");
    String more = folder().version();
    Path list = directory.resolve("captions.jsonl");
    Files.writeString(list, "{\"image\": \"a.png\", \"caption\": \"one\"}");
    String listed = folder().version();
    Files.writeString(list, "{\"image\": \"a.png\", \"caption\": \"two\"}");

    // then
    assertThat(List.of(version, more, listed, folder().version())).doesNotHaveDuplicates();
  }

  @Test
  void versionOfScenesIsThatOfAllButTheirNumber() {
    SceneOptions options = SceneOptions.training(4, 5);

    assertThat(new ScenePairs(SceneOptions.training(4, 9)).version())
        .isEqualTo(new ScenePairs(options).version());
    assertThat(
            Stream.of(
                    options,
                    SceneOptions.training(5, 5),
                    options.withFirst(1),
                    options.withImageSize(32),
                    options.withNarrated(true),
                    options.withDrift(Drift.everythingFrom(3)),
                    options.withDrift(Drift.everythingFrom(4)))
                .map(other -> new ScenePairs(other).version()))
        .doesNotHaveDuplicates();
  }

  private FolderPairs folder() throws IOException {
    return FolderPairs.open(directory, problem -> {});
  }

  private static void goesOn(PairSource source, int pairs) throws IOException {
    List<PlacedPair> all = read(source, 0);
    assertThat(all).hasSize(pairs);
    for (int i = 0; i < pairs; i++) {
      assertThat(read(source, all.get(i).next()))
          .extracting(pair -> pair.pair().id())
          .containsExactlyElementsOf(
              all.subList(i + 1, pairs).stream().map(pair -> pair.pair().id()).toList());
    }
  }

  private static List<PlacedPair> read(PairSource source, long from) throws IOException {
    try (Stream<PlacedPair> pairs = source.pairs(from, problem -> {})) {
      return pairs.toList();
    }
  }
}
