package dev.xmcgan.datasets.annotations;

import dev.xmcgan.datasets.CaptionedImage;
import dev.xmcgan.datasets.IndexedPairs;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.lines.CaptionFormat;
import dev.xmcgan.datasets.lines.CaptionList;
import dev.xmcgan.datasets.lines.CaptionList.ListedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Flickr8k (Hodosh, Young, Hockenmaier: <em>Framing Image Description as a Ranking Task</em>, JAIR
 * 2013): {@code Flickr8k.token.txt}, each line {@code 1000268201_693b08cb0e.jpg#0}, a tab, the
 * caption, and the folder of its images. One pair for each image, with all its captions, in the
 * file's order; ids are {@code flickr8k/1000268201_693b08cb0e.jpg}. Flickr30k has the same form.
 */
public final class Flickr8kPairs extends IndexedPairs {
  private static final String NAME = "flickr8k";

  private final CaptionList list;
  private final ImageFolders folders;

  private Flickr8kPairs(CaptionList list, ImageFolders folders) {
    super(NAME, folders.version(list.hash()), list.size());
    this.list = list;
    this.folders = folders;
  }

  /**
   * Reads the captions once to learn what is where.
   *
   * @param problems hears of lines that cannot be used
   * @throws IOException when the file or a folder is not there
   */
  public static Flickr8kPairs open(
      Path captions, List<Path> imageFolders, Consumer<PairProblem> problems) throws IOException {
    ImageFolders folders = ImageFolders.open(imageFolders);
    return new Flickr8kPairs(CaptionList.read(captions, CaptionFormat.FLICKR8K, problems), folders);
  }

  @Override
  protected Reading read() throws IOException {
    return new Captions(list.open());
  }

  /** The captions, open. */
  private final class Captions implements Reading {
    private final CaptionList.Reading open;

    Captions(CaptionList.Reading open) {
      this.open = open;
    }

    @Override
    public Optional<CaptionedImage> pair(int number, Consumer<PairProblem> problems) {
      ListedImage listed = image(number);
      Optional<Path> picture = folders.find(List.of(listed.name()));
      if (picture.isEmpty()) {
        problems.accept(new PairProblem.MissingImage(list.file(), listed.line(), listed.name()));
        return Optional.empty();
      }
      return LimitedImages.usual()
          .read(picture.get(), problems)
          .map(
              bytes ->
                  new CaptionedImage(
                      NAME + "/" + listed.name(),
                      listed.captions(),
                      bytes,
                      NAME,
                      Map.of("file", listed.name())));
    }

    private ListedImage image(int number) {
      try {
        return open.image(number);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }
}
