package dev.xmcgan.datasets.annotations;

import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.PairSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The annotated data sets that can be read. */
public enum AnnotatedDataset {
  /** {@link Coco14Pairs}; one file. */
  COCO14("coco14") {
    @Override
    public PairSource open(
        List<Path> files, List<Path> imageFolders, Consumer<PairProblem> problems)
        throws IOException {
      if (files.size() != 1) {
        throw new IllegalArgumentException(
            "coco14 has one annotation file for each split, not " + files.size());
      }
      return Coco14Pairs.open(files.get(0), imageFolders, problems);
    }
  },

  /** {@link LocalizedNarratives#coco}. */
  LN_COCO("ln-coco") {
    @Override
    public PairSource open(
        List<Path> files, List<Path> imageFolders, Consumer<PairProblem> problems)
        throws IOException {
      return LocalizedNarratives.coco(files, imageFolders, problems);
    }
  },

  /** {@link LocalizedNarratives#openImages}. */
  LN_OPENIMAGES("ln-openimages") {
    @Override
    public PairSource open(
        List<Path> files, List<Path> imageFolders, Consumer<PairProblem> problems)
        throws IOException {
      return LocalizedNarratives.openImages(files, imageFolders, problems);
    }
  };

  private final String word;

  AnnotatedDataset(String word) {
    this.word = word;
  }

  /** The name on the command line and before the ids of its pairs. */
  @Override
  public String toString() {
    return word;
  }

  /**
   * Reads the annotations once to learn what is where.
   *
   * @param files of one split
   * @param imageFolders where the images lie
   * @param problems hears of entries that cannot be used
   * @throws IOException when a file or folder is not there or a file is none of this data set
   * @throws IllegalArgumentException when the files are not those of one split
   */
  public abstract PairSource open(
      List<Path> files, List<Path> imageFolders, Consumer<PairProblem> problems) throws IOException;
}
