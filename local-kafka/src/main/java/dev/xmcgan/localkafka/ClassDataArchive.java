package dev.xmcgan.localkafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  /** Exit codes of a JVM that ended by itself or on SIGTERM. */
  private static final Set<Integer> END_IN_ORDER = Set.of(0, 143);

  private final Path archive;
  private final Path unfinished;
  private final boolean there;

  private ClassDataArchive(Path archive) {
    this.archive = archive;
    this.unfinished = archive.resolveSibling(archive.getFileName() + "." + UUID.randomUUID());
    this.there = Files.isRegularFile(archive);
  }

  /** The archive for a program with that class path on this JVM. */
  public static ClassDataArchive of(Path directory, String name, String classPath) {
    CRC32 crc = new CRC32();
    crc.update((classPath + Runtime.version()).getBytes(StandardCharsets.UTF_8));
    return new ClassDataArchive(directory.resolve("%s-%08x.jsa".formatted(name, crc.getValue())));
  }

  /** Options that use the archive, or have it written at the end of this run. */
  public List<String> jvmOptions() {
    if (there) {
      return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable");
    }
    try {
      Files.createDirectories(archive.getParent());
    } catch (IOException e) {
      return List.of("-Xlog:disable");
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
    } catch (IOException e) {
      LOG.warn("Cannot keep {}: {}", archive, e.toString());
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
      LOG.warn("Cannot delete {}: {}", unfinished, e.toString());
    }
  }
}
