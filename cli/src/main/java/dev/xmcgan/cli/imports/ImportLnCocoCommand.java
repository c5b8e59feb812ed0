package dev.xmcgan.cli.imports;

import dev.xmcgan.datasets.formats.DatasetFormat;
import picocli.CommandLine.Command;

/** Localized Narratives of COCO. */
@Command(
    name = "ln-coco",
    header = "Streams Localized Narratives of COCO images.",
    description =
        "Streams one pair for each narrated image, with all its narratives. Files are those of one"
            + " split, coco_train_localized_narratives-*.jsonl or coco_val_…; images are COCO's of"
            + " 2017 or of 2014. Ids are ln-coco/train/000000391895.")
public final class ImportLnCocoCommand extends AnnotatedImport {
  public ImportLnCocoCommand() {
    super(DatasetFormat.LN_COCO);
  }

  /** Narratives are long: a few sentences of some forty words. */
  @Override
  boolean windowsByDefault() {
    return true;
  }
}
