package dev.xmcgan.datasets.annotations;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * COCO-14 (Lin et al.: <em>Microsoft COCO</em>, ECCV 2014): {@code captions_train2014.json} or
 * {@code captions_val2014.json} and the folder of its images. One pair for each image, with all its
 * captions, in the order of image ids; ids are {@code coco14/train/000000123456}.
 *
 * <p>What stays in memory is 16 bytes for each image and caption; texts and images are read when
 * their pair is asked for.
 */
public final class Coco14Pairs implements PairSource {
  private final Path annotations;
  private final ImageFolders folders;
  private final String split;
  private final CocoIndex index;
  private final LimitedImages images = LimitedImages.usual();

  private Coco14Pairs(Path annotations, ImageFolders folders, String split, CocoIndex index) {
    this.annotations = annotations;
    this.folders = folders;
    this.split = split;
    this.index = index;
  }

  /**
   * Reads the annotations once to learn what is where.
   *
   * @param imageFolders where the files lie that the annotations name
   * @param problems hears of entries that cannot be used
   * @throws IOException when the annotations as a whole are no JSON or a folder is not there
   * @throws IllegalArgumentException when the file's name tells no split
   */
  public static Coco14Pairs open(
      Path annotations, List<Path> imageFolders, Consumer<PairProblem> problems)
      throws IOException {
    String split = SplitName.of(List.of(annotations));
    ImageFolders folders = ImageFolders.open(imageFolders);
    CocoIndex index = CocoIndex.read(annotations, problems);
    for (int rank = 0; rank < index.captions().size(); rank++) {
      long image = index.captions().key(rank);
      if (index.images().rank(image) < 0) {
        problems.accept(
            new PairProblem.MalformedEntry(annotations, "image " + image, "has only annotations"));
      }
    }
    return new Coco14Pairs(annotations, folders, split, index);
  }

  @Override
  public String name() {
    return "coco14/" + split;
  }

  @Override
  public String version() {
    return new ContentDigest().add(folders.folders().toString()).add(index.hash()).end();
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(index.images().size());
  }

  @Override
  public Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) throws IOException {
    EntryFile entries = new EntryFile(annotations);
    return IntStream.range((int) Math.min(from, index.images().size()), index.images().size())
        .boxed()
        .flatMap(
            rank ->
                pair(rank, entries, problems).map(pair -> new PlacedPair(rank + 1L, pair)).stream())
        .onClose(() -> close(entries));
  }

  private Optional<CaptionedImage> pair(
      int rank, EntryFile entries, Consumer<PairProblem> problems) {
    long image = index.images().key(rank);
    long[] places = index.images().values(rank).toArray();
    if (places.length > 1) {
      problems.accept(new PairProblem.DuplicateEntry(annotations, "image " + image));
    }
    Optional<String> name = text(entries, places[0], "file_name", "image " + image, problems);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> file = folders.find(List.of(name.get()));
    if (file.isEmpty()) {
      problems.accept(new PairProblem.ImageNotFound(annotations, name.get()));
      return Optional.empty();
    }
    List<String> captions = captions(image, entries, problems);
    if (captions.isEmpty()) {
      problems.accept(new PairProblem.MissingCaptions(file.get(), "none in " + annotations));
      return Optional.empty();
    }
    String id = "%s/%012d".formatted(name(), image);
    Map<String, String> metadata =
        Map.of("imageId", Long.toString(image), "file", name.get(), "split", split);
    return images
        .read(file.get(), problems)
        .map(bytes -> new CaptionedImage(id, captions, bytes, name(), metadata));
  }

  private List<String> captions(long image, EntryFile entries, Consumer<PairProblem> problems) {
    List<String> captions = new ArrayList<>();
    int rank = index.captions().rank(image);
    if (rank >= 0) {
      index
          .captions()
          .values(rank)
          .forEach(
              place ->
                  text(entries, place, "caption", "annotation of image " + image, problems)
                      .ifPresent(captions::add));
    }
    return captions;
  }

  private Optional<String> text(
      EntryFile entries, long place, String field, String what, Consumer<PairProblem> problems) {
    String detail;
    try {
      Optional<String> text = entries.text(place, field);
      if (text.isPresent()) {
        return text;
      }
      detail = "has no " + field;
    } catch (JsonProcessingException e) {
      detail = "cannot be read: " + e.getOriginalMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    problems.accept(
        new PairProblem.MalformedEntry(annotations, what + " at byte " + place, detail));
    return Optional.empty();
  }

  private static void close(EntryFile entries) {
    try {
      entries.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
