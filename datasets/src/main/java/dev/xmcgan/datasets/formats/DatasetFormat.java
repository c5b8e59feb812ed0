package dev.xmcgan.datasets.formats;

import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import dev.xmcgan.datasets.annotations.Coco14Pairs;
import dev.xmcgan.datasets.annotations.Flickr8kPairs;
import dev.xmcgan.datasets.annotations.LocalizedNarratives;
import dev.xmcgan.datasets.folder.FolderPairs;
import dev.xmcgan.datasets.webdataset.WebDatasetPairs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The data sets that can be read. */
public enum DatasetFormat {
  /** {@link FolderPairs}; one folder. */
  FOLDER("folder") {
    @Override
    public PairSource open(DatasetFiles files, Consumer<PairProblem> problems) throws IOException {
      return FolderPairs.open(one(files.paths(), "folder"), problems);
    }
  },

  /** {@link Coco14Pairs}; {@code captions_train2014.json} or a folder that has it. */
  COCO14("coco14") {
    @Override
    public PairSource open(DatasetFiles files, Consumer<PairProblem> problems) throws IOException {
      Path annotations = one(files.annotations(COCO), "annotation file for each split");
      return Coco14Pairs.open(annotations, files.images(), problems);
    }
  },

  /** {@link LocalizedNarratives#coco}; the files of one split or a folder that has them. */
  LN_COCO("ln-coco") {
    @Override
    public PairSource open(DatasetFiles files, Consumer<PairProblem> problems) throws IOException {
      List<Path> annotations = files.annotations(NARRATIVES_OF_COCO);
      return LocalizedNarratives.coco(annotations, files.images(), problems);
    }
  },

  /** {@link LocalizedNarratives#openImages}, likewise. */
  LN_OPENIMAGES("ln-openimages") {
    @Override
    public PairSource open(DatasetFiles files, Consumer<PairProblem> problems) throws IOException {
      List<Path> annotations = files.annotations(NARRATIVES_OF_OPEN_IMAGES);
      return LocalizedNarratives.openImages(annotations, files.images(), problems);
    }
  },

  /** {@link Flickr8kPairs}; {@code Flickr8k.token.txt} or a folder that has it. */
  FLICKR8K("flickr8k") {
    @Override
    public PairSource open(DatasetFiles files, Consumer<PairProblem> problems) throws IOException {
      Path captions = one(files.annotations(FLICKR), "file of captions");
      return Flickr8kPairs.open(captions, files.images(), problems);
    }
  },

  /** {@link WebDatasetPairs}; shards or folders of them. */
  WEBDATASET("webdataset") {
    @Override
    public PairSource open(DatasetFiles files, Consumer<PairProblem> problems) throws IOException {
      return WebDatasetPairs.open(files.paths(), problems);
    }
  };

  private static final Pattern COCO = Pattern.compile("captions_[a-z]+\\d*\\.json");
  private static final Pattern NARRATIVES_OF_COCO = Pattern.compile("coco_.*\\.jsonl");
  private static final Pattern NARRATIVES_OF_OPEN_IMAGES =
      Pattern.compile("open_images_.*\\.jsonl");
  private static final Pattern FLICKR =
      Pattern.compile("(?i)flickr\\d+k\\.token\\.txt|results_\\d+\\.token|captions\\.txt");

  private final String word;

  DatasetFormat(String word) {
    this.word = word;
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return word;
  }

  /**
   * Looks once through annotations or folders to learn what is where.
   *
   * @param problems hears of what cannot become a pair
   * @throws IOException when a file or folder is not there or a file is none of this data set
   * @throws IllegalArgumentException when the files are not those of one split of it
   */
  public abstract PairSource open(DatasetFiles files, Consumer<PairProblem> problems)
      throws IOException;

  Path one(List<Path> paths, String what) {
    if (paths.size() != 1) {
      throw new IllegalArgumentException(
          "%s has one %s, not %d: %s; name one".formatted(word, what, paths.size(), paths));
    }
    return paths.get(0);
  }
}
