package dev.xmcgan.cli.imports;

import dev.xmcgan.datasets.formats.DatasetFormat;
import picocli.CommandLine.Command;

/** COCO-14. */
@Command(
    name = "coco14",
    header = "Streams COCO-14: captions_train2014.json and its images.",
    description =
        "Streams one pair for each image of the annotation file, with all its captions. The file's"
            + " name tells the split: captions_train2014.json or captions_val2014.json. Ids are"
            + " coco14/train/000000123456.")
public final class ImportCoco14Command extends AnnotatedImport {
  public ImportCoco14Command() {
    super(DatasetFormat.COCO14);
  }
}
