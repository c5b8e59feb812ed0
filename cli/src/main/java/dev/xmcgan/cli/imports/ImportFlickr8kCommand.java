package dev.xmcgan.cli.imports;

import dev.xmcgan.datasets.formats.DatasetFormat;
import picocli.CommandLine.Command;

/** Flickr8k. */
@Command(
    name = "flickr8k",
    header = "Streams Flickr8k: Flickr8k.token.txt and its images.",
    description =
        "Streams one pair for each image of the file, with all its captions. Lines are"
            + " image#number, a tab, the caption; Flickr30k's file has the same form. Ids are"
            + " flickr8k/1000268201_693b08cb0e.jpg.")
public final class ImportFlickr8kCommand extends AnnotatedImport {
  public ImportFlickr8kCommand() {
    super(DatasetFormat.FLICKR8K);
  }
}
