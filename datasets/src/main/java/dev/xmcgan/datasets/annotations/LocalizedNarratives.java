package dev.xmcgan.datasets.annotations;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.PlacedPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Localized Narratives (Pont-Tuset et al.: <em>Connecting Vision and Language with Localized
 * Narratives</em>, ECCV 2020) of COCO and of Open Images: the {@code .jsonl} files of one split,
 * with traces or captions only, and folders of images. One pair for each image, with all its
 * narratives, in the order of image ids; ids are {@code ln-coco/train/000000391895} and {@code
 * ln-openimages/train/0001eeaf4aed83f9}.
 *
 * <p>What stays in memory is 16 bytes for each narrative; texts and images are read when their pair
 * is asked for.
 */
public final class LocalizedNarratives implements PairSource {
  private final String name;
  private final ImageNaming naming;
  private final List<Path> files;
  private final ImageFolders folders;
  private final NarrativeIndex index;
  private final LimitedImages images = LimitedImages.usual();

  private LocalizedNarratives(
      String name,
      ImageNaming naming,
      List<Path> files,
      ImageFolders folders,
      NarrativeIndex index) {
    this.name = name;
    this.naming = naming;
    this.files = files;
    this.folders = folders;
    this.index = index;
  }

  /**
   * Narratives of COCO images. Reads the files once to learn what is where.
   *
   * @param imageFolders of COCO's 2017 or 2014 images
   * @param problems hears of lines that cannot be used
   * @throws IOException when a file or folder is not there
   * @throws IllegalArgumentException when the files' names tell no split or several
   */
  public static LocalizedNarratives coco(
      List<Path> files, List<Path> imageFolders, Consumer<PairProblem> problems)
      throws IOException {
    return open("ln-coco", ImageNaming.COCO, files, imageFolders, problems);
  }

  /** The same of Open Images. */
  public static LocalizedNarratives openImages(
      List<Path> files, List<Path> imageFolders, Consumer<PairProblem> problems)
      throws IOException {
    return open("ln-openimages", ImageNaming.OPEN_IMAGES, files, imageFolders, problems);
  }

  private static LocalizedNarratives open(
      String dataset,
      ImageNaming naming,
      List<Path> files,
      List<Path> imageFolders,
      Consumer<PairProblem> problems)
      throws IOException {
    return new LocalizedNarratives(
        dataset + "/" + SplitName.of(files),
        naming,
        List.copyOf(files),
        ImageFolders.open(imageFolders),
        NarrativeIndex.read(files, naming, problems));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return new ContentDigest().add(folders.folders().toString()).add(index.hash()).end();
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(index.lines().size());
  }

  @Override
  public Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) throws IOException {
    List<EntryFile> entries = new ArrayList<>();
    for (Path file : files) {
      entries.add(new EntryFile(file));
    }
    return IntStream.range((int) Math.min(from, index.lines().size()), index.lines().size())
        .boxed()
        .flatMap(
            rank ->
                pair(rank, entries, problems).map(pair -> new PlacedPair(rank + 1L, pair)).stream())
        .onClose(() -> close(entries));
  }

  private Optional<CaptionedImage> pair(
      int rank, List<EntryFile> entries, Consumer<PairProblem> problems) {
    long key = index.lines().key(rank);
    String image = naming.id(key);
    Path first = files.get(NarrativeIndex.file(index.lines().values(rank).findFirst().orElse(0)));
    Optional<Path> file = folders.find(naming.files(key));
    if (file.isEmpty()) {
      problems.accept(new PairProblem.ImageNotFound(first, naming.files(key).get(0)));
      return Optional.empty();
    }
    Set<String> narratives = new LinkedHashSet<>();
    index
        .lines()
        .values(rank)
        .forEach(
            place -> {
              if (!narratives.add(narrative(place, entries))) {
                problems.accept(
                    new PairProblem.DuplicateEntry(
                        files.get(NarrativeIndex.file(place)), "a narrative of image " + image));
              }
            });
    Map<String, String> metadata =
        Map.of(
            "imageId", image,
            "file", file.get().getFileName().toString(),
            "split", name.substring(name.indexOf('/') + 1));
    return images
        .read(file.get(), problems)
        .map(
            bytes ->
                new CaptionedImage(
                    name + "/" + image, List.copyOf(narratives), bytes, name, metadata));
  }

  private static String narrative(long place, List<EntryFile> entries) {
    try {
      return entries
          .get(NarrativeIndex.file(place))
          .text(NarrativeIndex.offset(place), "caption")
          .orElseThrow(() -> new IOException("the annotations changed while they were read"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(List<EntryFile> entries) {
    try {
      for (EntryFile file : entries) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
