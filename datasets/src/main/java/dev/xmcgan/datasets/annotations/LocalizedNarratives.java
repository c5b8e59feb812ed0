package dev.xmcgan.datasets.annotations;

import dev.xmcgan.datasets.CaptionCheck;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.IndexedPairs;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.lines.LongMultimap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Localized Narratives (Pont-Tuset et al.: <em>Connecting Vision and Language with Localized
 * Narratives</em>, ECCV 2020) of COCO and of Open Images: the {@code .jsonl} files of one split,
 * with traces or captions only, and folders of images. One pair for each image, with all its
 * narratives, in the order of image ids; ids are {@code ln-coco/train/000000391895} and {@code
 * ln-openimages/train/0001eeaf4aed83f9}.
 *
 * <p>What stays in memory is some tens of bytes for each narrative; texts and images are read when
 * their pair is asked for.
 */
public final class LocalizedNarratives extends IndexedPairs {
  private final String split;
  private final ImageNaming naming;
  private final List<Path> files;
  private final ImageFolders folders;
  private final LongMultimap lines;

  private LocalizedNarratives(
      String dataset,
      ImageNaming naming,
      List<Path> files,
      ImageFolders folders,
      NarrativeIndex index) {
    super(dataset + "/" + SplitName.of(files), folders.version(index.hash()), index.lines().size());
    this.split = SplitName.of(files);
    this.naming = naming;
    this.files = List.copyOf(files);
    this.folders = folders;
    this.lines = index.lines();
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
    SplitName.of(files); // before anything large is read
    ImageFolders folders = ImageFolders.open(imageFolders);
    NarrativeIndex index = NarrativeIndex.read(files, naming, problems);
    return new LocalizedNarratives(dataset, naming, files, folders, index);
  }

  @Override
  protected Reading read() throws IOException {
    List<EntryFile> open = new ArrayList<>();
    for (Path file : files) {
      open.add(new EntryFile(file));
    }
    return new Narratives(open);
  }

  /** The annotation files, open. */
  private final class Narratives implements Reading {
    private final List<EntryFile> open;

    Narratives(List<EntryFile> open) {
      this.open = open;
    }

    @Override
    public Optional<CaptionedImage> pair(int rank, Consumer<PairProblem> problems) {
      String image = naming.id(lines.key(rank));
      List<String> names = naming.files(lines.key(rank));
      long[] places = lines.values(rank).toArray();
      Optional<Path> picture = folders.find(names);
      if (picture.isEmpty()) {
        problems.accept(new PairProblem.ImageNotFound(file(places[0]), names.get(0)));
        return Optional.empty();
      }
      Set<String> narratives = new LinkedHashSet<>();
      for (long place : places) {
        if (!narratives.add(narrative(place))) {
          problems.accept(
              new PairProblem.DuplicateEntry(file(place), "a narrative of image " + image));
        }
      }
      String id = name() + "/" + image;
      Map<String, String> metadata =
          Map.of("imageId", image, "file", picture.get().getFileName().toString(), "split", split);
      return LimitedImages.usual()
          .read(picture.get(), problems)
          .map(bytes -> new CaptionedImage(id, List.copyOf(narratives), bytes, name(), metadata));
    }

    private Path file(long place) {
      return files.get(NarrativeIndex.file(place));
    }

    private String narrative(long place) {
      try {
        return open.get(NarrativeIndex.file(place))
            .text(NarrativeIndex.offset(place), "caption")
            .flatMap(text -> CaptionCheck.accept(text, told -> {})) // told with the line's number
            .orElseThrow(() -> new IOException("the annotations changed while they were read"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      for (EntryFile file : open) {
        file.close();
      }
    }
  }
}
