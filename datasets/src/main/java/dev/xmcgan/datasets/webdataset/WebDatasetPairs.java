package dev.xmcgan.datasets.webdataset;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.PlacedPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Shards of a WebDataset, {@code .tar}, {@code .tar.gz} or {@code .tgz}, read as a stream. A sample
 * is what neighbours under one key: {@code key.jpg} (or another image), and its captions as {@code
 * key.txt}, one a line, or else as {@code captions}, {@code caption} or {@code text} in {@code
 * key.json}. An id is of key and content, so that moved or renumbered shards give the same pairs. A
 * shard that is broken is told and the next one goes on.
 *
 * <p>A place is a shard and a sample in it; what lies before it is passed over without being read.
 */
public final class WebDatasetPairs implements PairSource {
  private static final int SAMPLE_BITS = 32;
  private static final List<String> ENDINGS = List.of(".tar", ".tar.gz", ".tgz");

  private final String name;
  private final List<Path> shards;
  private final LimitedImages images = LimitedImages.usual();

  private WebDatasetPairs(String name, List<Path> shards) {
    this.name = "webdataset:" + name;
    this.shards = shards;
  }

  /**
   * Looks which shards there are, and through the names in those that are not compressed.
   *
   * @param paths shards, or folders of them
   * @param problems hears of samples whose image is of a format that is not taken; of those in
   *     compressed shards only when they are met, for to look is to read all of it
   * @throws IOException when one is not there or a folder has none
   */
  public static WebDatasetPairs open(List<Path> paths, Consumer<PairProblem> problems)
      throws IOException {
    List<Path> shards = new ArrayList<>();
    for (Path path : paths) {
      Path absolute = path.toAbsolutePath().normalize();
      if (Files.isDirectory(absolute)) {
        shards.addAll(shardsIn(absolute));
      } else if (Files.isRegularFile(absolute)) {
        shards.add(absolute);
      } else {
        throw new NoSuchFileException(absolute.toString());
      }
    }
    shards.stream()
        .filter(shard -> !Shard.isCompressed(shard))
        .forEach(shard -> SampleFormats.tellOthers(shard, problems));
    return new WebDatasetPairs(name(paths), List.copyOf(shards));
  }

  private static List<Path> shardsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> shards = files.filter(WebDatasetPairs::isShard).sorted().toList();
      if (shards.isEmpty()) {
        throw new NoSuchFileException(folder + " has no shards, files such as 00000.tar");
      }
      return shards;
    }
  }

  private static boolean isShard(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(name::endsWith);
  }

  /** The folder's, the only shard's, or that of the folder of several shards. */
  private static String name(List<Path> paths) {
    Path first = paths.get(0).toAbsolutePath().normalize();
    Path named = paths.size() == 1 || first.getParent() == null ? first : first.getParent();
    Path last = named.getFileName();
    return last == null ? "/" : last.toString().replaceFirst("(?i)(\\.tar(\\.gz)?|\\.tgz)$", "");
  }

  @Override
  public String name() {
    return name;
  }

  /** Of names, sizes and times of the shards. */
  @Override
  public String version() throws IOException {
    ContentDigest digest = new ContentDigest();
    for (Path shard : shards) {
      digest
          .add(shard.toString())
          .add(Long.toString(Files.size(shard)))
          .add(Files.getLastModifiedTime(shard).toString());
    }
    return digest.end();
  }

  /** Nobody knows before the last shard is read. */
  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }

  @Override
  public Stream<PlacedPair> pairs(long from, Consumer<PairProblem> problems) {
    Samples samples = new Samples(from, problems);
    return StreamSupport.stream(samples, false).flatMap(Optional::stream).onClose(samples::close);
  }

  /** Sample by sample; empty for one that is no pair. */
  private final class Samples extends Spliterators.AbstractSpliterator<Optional<PlacedPair>> {
    private final Consumer<PairProblem> problems;
    private int number;
    private long passed;
    private Shard shard;

    Samples(long from, Consumer<PairProblem> problems) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
      this.problems = problems;
      this.number = (int) (from >>> SAMPLE_BITS);
      this.passed = from & ((1L << SAMPLE_BITS) - 1);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Optional<PlacedPair>> action) {
      while (number < shards.size()) {
        try {
          if (shard == null) {
            shard = opened();
          }
          Optional<Shard.Sample> sample = shard.next(SampleFormats::isRead, problems);
          if (sample.isPresent()) {
            passed++;
            long place = ((long) number << SAMPLE_BITS) | passed;
            action.accept(pair(sample.get()).map(pair -> new PlacedPair(place, pair)));
            return true;
          }
        } catch (IOException e) {
          problems.accept(
              new PairProblem.UnreadableFile(
                  shards.get(number), "after %d samples: %s".formatted(passed, e.getMessage())));
        }
        close();
        number++;
        passed = 0;
      }
      return false;
    }

    private Shard opened() throws IOException {
      Shard opened = new Shard(shards.get(number), images.largest());
      for (long i = 0; i < passed; i++) {
        opened.next(ending -> false, problems);
      }
      return opened;
    }

    private Optional<CaptionedImage> pair(Shard.Sample sample) {
      List<Shard.Member> pictures =
          sample.members().stream()
              .filter(member -> SampleFormats.isImage(member.ending()))
              .toList();
      Optional<Shard.Member> other =
          sample.members().stream()
              .filter(member -> SampleFormats.isOther(member.ending()))
              .findFirst();
      if (pictures.isEmpty() && other.isPresent()) {
        if (Shard.isCompressed(shards.get(number))) {
          problems.accept(LimitedImages.unsupported(other.get().file()));
        }
        return Optional.empty();
      }
      if (pictures.isEmpty()) {
        problems.accept(new PairProblem.MissingImage(sample.file(), 1, sample.key() + ".*"));
        return Optional.empty();
      }
      pictures.stream()
          .skip(1)
          .map(more -> new PairProblem.DuplicateEntry(more.file(), "an image of the same sample"))
          .forEach(problems);
      Shard.Member picture = pictures.get(0);
      List<String> captions = new SampleCaptions(problems).of(sample);
      if (captions.isEmpty()) {
        problems.accept(
            new PairProblem.MissingCaptions(
                picture.file(), "neither txt nor json beside it has any"));
        return Optional.empty();
      }
      return images
          .check(picture.file(), picture.bytes(), problems)
          .flatMap(original -> images.fit(picture.file(), original, problems))
          .map(
              bytes ->
                  new CaptionedImage(
                      "webdataset-"
                          + new ContentDigest().add(sample.key()).endingWith(picture.bytes()),
                      captions,
                      bytes,
                      name,
                      Map.of(
                          "file",
                          sample.key() + "." + picture.ending(),
                          "shard",
                          shards.get(number).getFileName().toString())));
    }

    void close() {
      if (shard != null) {
        try {
          shard.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } finally {
          shard = null;
        }
      }
    }
  }
}
