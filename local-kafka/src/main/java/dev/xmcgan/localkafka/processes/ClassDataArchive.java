package dev.xmcgan.localkafka.processes;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A class-data archive of the JVM (JEP 350): the first run of a program writes it as it ends, later
 * runs start with their classes already parsed. The JVM itself checks that an archive fits and goes
 * on without one that does not.
 */
public final class ClassDataArchive {

  private static final Logger LOG = LoggerFactory.getLogger(ClassDataArchive.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);
  private static final Duration WRITE_PATIENCE = Duration.ofSeconds(90);

  private static final String SUFFIX = ".jsa";

  /** Exit codes of a JVM that ended by itself or on SIGTERM. */
  private static final Set<Integer> END_IN_ORDER = Set.of(0, 143);

  private final String name;
  private final Path archive;
  private final Path unfinished;
  private final boolean there;

  private ClassDataArchive(Path directory, String name, String key) {
    this.name = name;
    this.archive = directory.resolve(name + "." + key + SUFFIX);
    this.unfinished = archive.resolveSibling(archive.getFileName() + "." + UUID.randomUUID());
    this.there = Files.isRegularFile(archive);
  }

  /** The archive for a program with that class path on this JVM. */
  public static ClassDataArchive of(Path directory, String name, String classPath) {
    StringBuilder key = new StringBuilder(Runtime.version().toString());
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      File file = new File(entry);
      key.append('\n').append(entry).append(file.length()).append(file.lastModified());
    }
    CRC32 crc = new CRC32();
    crc.update(key.toString().getBytes(StandardCharsets.UTF_8));
    return new ClassDataArchive(directory, name, Long.toHexString(crc.getValue()));
  }

  /** The preferred directory where this user may write to it, else another one. */
  public static Path directory(Path preferred, Path otherwise) {
    return mayWrite(preferred) ? preferred : otherwise;
  }

  /** Options that use the archive if it is there. */
  public List<String> readingOptions() {
    return there
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable")
        : List.of("-Xlog:disable");
  }

  /** Options that use the archive, or have it written at the end of this run. */
  public List<String> jvmOptions() {
    if (there || !mayWrite(archive.getParent())) {
      return readingOptions();
    }
    try {
      Files.createDirectories(archive.getParent());
    } catch (IOException e) {
      return readingOptions();
    }
    return List.of("-XX:ArchiveClassesAtExit=" + unfinished, "-Xlog:disable");
  }

  /** How long the program may take to end: writing the archive is the last thing it does. */
  public Duration stopPatience() {
    return there ? STOP_PATIENCE : WRITE_PATIENCE;
  }

  /**
   * To be called when the program has ended in order: from now on the archive is used. One that was
   * killed may have left half an archive; {@link #keepAfter} tells the two apart.
   */
  public void keep() {
    if (there || !Files.isRegularFile(unfinished)) {
      return;
    }
    try {
      Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
      deleteOutdated();
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("path", archive)
          .addKeyValue("reason", e.toString())
          .log("a class archive was not kept");
    }
  }

  /** To be called when the program has ended, with its exit code. */
  public void keepAfter(int exitCode) {
    if (END_IN_ORDER.contains(exitCode)) {
      keep();
      return;
    }
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("path", unfinished)
          .addKeyValue("reason", e.toString())
          .log("an unfinished class archive was not deleted");
    }
  }

  /** Whether the directory can be written to, or made. */
  private static boolean mayWrite(Path directory) {
    Path there = directory.toAbsolutePath();
    while (Files.notExists(there)) {
      there = there.getParent();
    }
    return Files.isDirectory(there) && Files.isWritable(there);
  }

  /** Archives of the same program from before its jars changed, and what killed JVMs left. */
  private void deleteOutdated() throws IOException {
    try (DirectoryStream<Path> outdated =
        Files.newDirectoryStream(archive.getParent(), name + ".*")) {
      for (Path file : outdated) {
        if (!file.equals(archive)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
