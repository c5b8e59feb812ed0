package dev.xmcgan.cli.generate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Images under the numbers of their captions: {@code 00000.png}, {@code 00001.png} … */
record ImageFolder(Path directory) {

  /** Whether this caption's image is there already. */
  boolean has(NumberedCaption caption) {
    return Files.exists(file(caption));
  }

  /** Writes a file that appears whole or not at all. */
  void write(NumberedCaption caption, ByteBuffer image) throws IOException {
    Path file = file(caption);
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(part);
        WritableByteChannel channel = Channels.newChannel(out)) {
      channel.write(image.duplicate());
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path file(NumberedCaption caption) {
    return directory.resolve(String.format(Locale.ROOT, "%05d.png", caption.number()));
  }
}
