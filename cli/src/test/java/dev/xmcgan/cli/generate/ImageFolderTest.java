package dev.xmcgan.cli.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir private Path folder;

  @Test
  void digitsOfAFileNameAreAsciiInEveryLanguage() throws Exception {
    // given
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      // when
      new ImageFolder(folder).write(new NumberedCaption(7, "a ring"), ByteBuffer.allocate(1));
    } finally {
      Locale.setDefault(before);
    }

    // then
    assertThat(folder).isDirectoryContaining("glob:**/00007.png");
  }
}
