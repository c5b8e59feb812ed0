package dev.xmcgan.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CaptionedImageTest {

  @Test
  void pairWithoutIdOrCaptionsIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> pair(" ", List.of("a star")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pair("p1", List.of()))
        .withMessageContaining("p1");
    assertThatIllegalArgumentException().isThrownBy(() -> pair("p1", List.of("a star", " ")));
  }

  @Test
  void captionsAreCopied() {
    // given
    List<String> captions = new ArrayList<>(List.of("a star"));
    CaptionedImage pair = pair("p1", captions);

    // when
    captions.clear();

    // then
    assertThat(pair.captions()).containsExactly("a star");
  }

  private static CaptionedImage pair(String id, List<String> captions) {
    return new CaptionedImage(id, captions, new byte[] {1}, "test", Map.of());
  }
}
