package dev.xmcgan.gateway.archives;

import dev.xmcgan.gateway.errors.ApiError;
import dev.xmcgan.gateway.errors.ApiException;
import dev.xmcgan.transport.checkpoints.CheckpointImport;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A checkpoint's files as a zip archive without folders. Bytes stream through a small buffer in
 * both directions, whatever the files' size.
 */
final class CheckpointArchive {
  private static final int BUFFER_BYTES = 1 << 16;

  private CheckpointArchive() {}

  /** Writes the files, in that order, one entry each. */
  static void write(List<Path> files, OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    // weights do not get smaller; level 0 keeps the format that can be read as a stream
    zip.setLevel(Deflater.NO_COMPRESSION);
    for (Path file : files) {
      zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
      Files.copy(file, zip);
      zip.closeEntry();
    }
    zip.finish();
  }

  /**
   * Unpacks an archive into an empty directory.
   *
   * @param maxBytes of all files together, unpacked
   * @throws ApiException 400 when it is no archive, is cut or broken, or holds anything but each of
   *     a checkpoint's files at most once; 413 when it is too large
   */
  static void unpack(InputStream in, Path directory, long maxBytes) throws IOException {
    ZipInputStream zip = new ZipInputStream(in);
    long left = maxBytes;
    boolean empty = true;
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        empty = false;
        // only names that are known: none of them leads out of the directory
        if (!CheckpointImport.FILES.contains(entry.getName())) {
          throw invalid("holds '%s', which is no file of a checkpoint".formatted(entry.getName()));
        }
        Path file = directory.resolve(entry.getName());
        if (Files.exists(file)) {
          throw invalid("holds '%s' twice".formatted(entry.getName()));
        }
        left -= copy(zip, file, left, maxBytes);
      }
    } catch (ZipException | EOFException e) {
      throw invalid("is cut or broken: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw invalid("has names that are no UTF-8 text");
    }
    if (empty) {
      throw invalid("is no zip archive, or is an empty one");
    }
  }

  private static long copy(ZipInputStream zip, Path file, long left, long maxBytes)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long copied = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
        copied += read;
        if (copied > left) {
          throw new ApiException(
              ApiError.of(
                  413,
                  "request_too_large",
                  "A checkpoint's files may have at most %d bytes.".formatted(maxBytes)));
        }
        out.write(buffer, 0, read);
      }
    }
    return copied;
  }

  private static ApiException invalid(String problem) {
    return new ApiException(ApiError.of(400, "invalid_archive", "The request body " + problem));
  }
}
