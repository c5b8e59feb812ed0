package dev.xmcgan.evaluation.study;

import java.nio.file.Path;
import java.util.Map;

/**
 * A caption with each system's image of it.
 *
 * @param id unique in the study
 * @param images PNG files by system
 */
public record StudyItem(String id, String caption, Map<String, Path> images) {

  public StudyItem {
    images = Map.copyOf(images);
    StudyOptions.requireName("item id", id);
  }
}
