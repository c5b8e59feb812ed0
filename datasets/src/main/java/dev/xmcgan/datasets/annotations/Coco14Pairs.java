package dev.xmcgan.datasets.annotations;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.xmcgan.datasets.CaptionCheck;
import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.IndexedPairs;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * COCO-14 (Lin et al.: <em>Microsoft COCO</em>, ECCV 2014): {@code captions_train2014.json} or
 * {@code captions_val2014.json} and the folder of its images. One pair for each image, with all its
 * captions, in the order of image ids; ids are {@code coco14/train/000000123456}.
 *
 * <p>What stays in memory is some tens of bytes for each image and caption; texts and images are
 * read when their pair is asked for.
 */
public final class Coco14Pairs extends IndexedPairs {
  private final Path annotations;
  private final ImageFolders folders;
  private final String split;
  private final CocoIndex index;

  private Coco14Pairs(Path annotations, ImageFolders folders, String split, CocoIndex index) {
    super("coco14/" + split, folders.version(index.hash()), index.images().size());
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
  protected Reading read() throws IOException {
    return new Entries(new EntryFile(annotations));
  }

  /** The annotation file, open. */
  private final class Entries implements Reading {
    private final EntryFile file;

    Entries(EntryFile file) {
      this.file = file;
    }

    @Override
    public Optional<CaptionedImage> pair(int rank, Consumer<PairProblem> problems) {
      long image = index.images().key(rank);
      long[] places = index.images().values(rank).toArray();
      if (places.length > 1) {
        problems.accept(new PairProblem.DuplicateEntry(annotations, "image " + image));
      }
      Optional<String> name = text(places[0], "file_name", "image " + image, problems);
      if (name.isEmpty()) {
        return Optional.empty();
      }
      Optional<Path> picture = folders.find(List.of(name.get()));
      if (picture.isEmpty()) {
        problems.accept(new PairProblem.ImageNotFound(annotations, name.get()));
        return Optional.empty();
      }
      List<String> captions = captions(image, problems);
      if (captions.isEmpty()) {
        problems.accept(new PairProblem.MissingCaptions(picture.get(), "none in " + annotations));
        return Optional.empty();
      }
      String id = String.format(Locale.ROOT, "%s/%012d", name(), image);
      Map<String, String> metadata =
          Map.of("imageId", Long.toString(image), "file", name.get(), "split", split);
      return LimitedImages.usual()
          .read(picture.get(), problems)
          .map(bytes -> new CaptionedImage(id, captions, bytes, name(), metadata));
    }

    private List<String> captions(long image, Consumer<PairProblem> problems) {
      List<String> captions = new ArrayList<>();
      int rank = index.captions().rank(image);
      if (rank >= 0) {
        String what = "annotation of image " + image;
        index
            .captions()
            .values(rank)
            .forEach(
                place ->
                    text(place, "caption", what, problems)
                        .flatMap(text -> accepted(text, what + " at byte " + place, problems))
                        .ifPresent(captions::add));
      }
      return captions;
    }

    private Optional<String> accepted(String text, String what, Consumer<PairProblem> problems) {
      return CaptionCheck.accept(
          text,
          why ->
              problems.accept(
                  new PairProblem.MalformedEntry(annotations, what + ":", why.message())));
    }

    private Optional<String> text(
        long place, String field, String what, Consumer<PairProblem> problems) {
      String detail;
      try {
        Optional<String> text = file.text(place, field);
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

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
