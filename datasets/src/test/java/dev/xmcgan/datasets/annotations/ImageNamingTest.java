package dev.xmcgan.datasets.annotations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ids and file names where the system writes its digits in Arabic. */
class ImageNamingTest {
  private final Locale before = Locale.getDefault();

  @BeforeEach
  void writeDigitsInArabic() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    assertThat(String.format(Locale.getDefault(), "%d", 7)).isEqualTo("٧");
  }

  @AfterEach
  void writeDigitsAsBefore() {
    Locale.setDefault(before);
  }

  @Test
  void numbersInFileNamesAreWrittenInAscii() {
    assertThat(ImageNaming.COCO.files(57_870))
        .containsExactly(
            "000000057870.jpg", "COCO_train2014_000000057870.jpg", "COCO_val2014_000000057870.jpg");
    assertThat(ImageNaming.OPEN_IMAGES.files(0x1f)).containsExactly("000000000000001f.jpg");
  }
}
