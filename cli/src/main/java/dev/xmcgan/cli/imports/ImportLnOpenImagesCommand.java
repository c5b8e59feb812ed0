package dev.xmcgan.cli.imports;

import dev.xmcgan.datasets.formats.DatasetFormat;
import picocli.CommandLine.Command;

/** Localized Narratives of Open Images. */
@Command(
    name = "ln-openimages",
    header = "Streams Localized Narratives of Open Images.",
    description =
        "Streams one pair for each narrated image, with all its narratives. Files are those of one"
            + " split, open_images_train_v6_localized_narratives-*.jsonl, open_images_validation_…"
            + " or open_images_test_…. Ids are ln-openimages/train/0001eeaf4aed83f9.")
public final class ImportLnOpenImagesCommand extends AnnotatedImport {
  public ImportLnOpenImagesCommand() {
    super(DatasetFormat.LN_OPENIMAGES);
  }

  /** Narratives are long: a few sentences of some forty words. */
  @Override
  boolean windowsByDefault() {
    return true;
  }
}
