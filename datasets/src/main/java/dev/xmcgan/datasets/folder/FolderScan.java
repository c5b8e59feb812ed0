package dev.xmcgan.datasets.folder;

import dev.xmcgan.datasets.ContentDigest;
import dev.xmcgan.datasets.LimitedImages;
import dev.xmcgan.datasets.PairProblem;
import dev.xmcgan.datasets.lines.CaptionFormat;
import dev.xmcgan.datasets.lines.CaptionList;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Goes once through a folder and those below it, links followed, in the order of names: which lists
 * of captions there are, and which images have a text beside them. A list speaks for its folder and
 * all below. What cannot be used is told.
 */
final class FolderScan {
  static final String TEXT = ".txt";

  /** Preferred in this order. */
  private static final List<Map.Entry<String, CaptionFormat>> LISTS =
      List.of(
          Map.entry("metadata.jsonl", CaptionFormat.JSON),
          Map.entry("captions.jsonl", CaptionFormat.JSON),
          Map.entry("captions.txt", CaptionFormat.FLICKR8K));

  private final Path root;
  private final Consumer<PairProblem> problems;
  private final ContentDigest digest = new ContentDigest();
  private final List<CaptionList> lists = new ArrayList<>();
  private final List<String> images = new ArrayList<>();

  private FolderScan(Path root, Consumer<PairProblem> problems) {
    this.root = root;
    this.problems = problems;
  }

  /**
   * What was found.
   *
   * @param lists of captions
   * @param images relative to the folder; each has a text of its name beside it
   * @param hash of the lists' content, and of the names, sizes and times of the other files
   */
  record Found(List<CaptionList> lists, List<String> images, String hash) {}

  /**
   * @throws IOException when the folder itself cannot be read
   */
  static Found of(Path root, Consumer<PairProblem> problems) throws IOException {
    FolderScan scan = new FolderScan(root, problems);
    Set<Path> open = new HashSet<>();
    scan.folder(root, entries(root), open);
    return new Found(List.copyOf(scan.lists), List.copyOf(scan.images), scan.digest.end());
  }

  private void folder(Path folder, List<Path> entries, Set<Path> open) throws IOException {
    Path real = folder.toRealPath();
    if (!open.add(real)) {
      problems.accept(
          new PairProblem.UnreadableFile(folder, "it is a link to a folder that it lies in"));
      return;
    }
    try {
      Optional<CaptionList> list = list(entries);
      if (list.isPresent()) {
        digest.add(relative(list.get().file())).add(list.get().hash());
        lists.add(list.get());
      } else {
        below(files(entries), open);
      }
    } finally {
      open.remove(real);
    }
  }

  private void below(List<Path> folders, Set<Path> open) {
    for (Path each : folders) {
      try {
        folder(each, entries(each), open);
      } catch (IOException e) {
        problems.accept(new PairProblem.UnreadableFile(each, e.toString()));
      }
    }
  }

  private Optional<CaptionList> list(List<Path> entries) throws IOException {
    for (Map.Entry<String, CaptionFormat> known : LISTS) {
      for (Path entry : entries) {
        if (name(entry).equals(known.getKey())
            && Files.isRegularFile(entry)
            && (known.getValue() == CaptionFormat.JSON
                || CaptionList.isOf(entry, known.getValue()))) {
          return Optional.of(CaptionList.read(entry, known.getValue(), problems));
        }
      }
    }
    return Optional.empty();
  }

  /** Takes the images with their texts and gives the folders back. */
  private List<Path> files(List<Path> entries) {
    List<Path> folders = new ArrayList<>();
    List<Path> pictures = new ArrayList<>();
    Map<String, Path> texts = new TreeMap<>();
    for (Path entry : entries) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
          folders.add(entry);
        } else if (attributes.isRegularFile() && sort(entry, pictures, texts)) {
          digest
              .add(relative(entry))
              .add(Long.toString(attributes.size()))
              .add(attributes.lastModifiedTime().toString());
        }
      } catch (IOException e) {
        // a link to nothing, or to itself
        problems.accept(new PairProblem.UnreadableFile(entry, e.toString()));
      }
    }
    pair(pictures, texts);
    return folders;
  }

  private boolean sort(Path file, List<Path> pictures, Map<String, Path> texts) {
    String name = name(file);
    if (LimitedImages.isImage(name)) {
      pictures.add(file);
      return true;
    }
    if (name.endsWith(TEXT)) {
      texts.put(stem(name), file);
      return true;
    }
    if (LimitedImages.isOtherImage(name)) {
      problems.accept(LimitedImages.unsupported(file));
    }
    return false;
  }

  private void pair(List<Path> pictures, Map<String, Path> texts) {
    Set<String> used = new HashSet<>();
    for (Path picture : pictures) {
      String stem = stem(name(picture));
      used.add(stem);
      if (texts.containsKey(stem)) {
        images.add(relative(picture));
      } else {
        problems.accept(new PairProblem.MissingCaptions(picture, "there is no " + stem + TEXT));
      }
    }
    texts.forEach(
        (stem, file) -> {
          if (!used.contains(stem)) {
            problems.accept(new PairProblem.MissingImage(file, 1, stem + ".*"));
          }
        });
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    }
    entries.sort(null);
    return entries;
  }

  private String relative(Path file) {
    return root.relativize(file).toString();
  }

  static String stem(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
