package dev.xmcgan.evaluation.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectClassesTest {
  private static final List<String> LINES =
      List.of(
          "person\tperson, man, men",
          "dog\tdog, dogs, puppy\thot dog, hot dogs",
          "hot dog\thot dog");

  @ParameterizedTest
  @CsvSource({
    "A MAN walks his dog., '{0, 1}'",
    "A hot dog on a plate, '{2}'",
    "A hot  dog and a puppy, '{1, 2}'",
    "Dogmatic mandolins, '{}'",
    "the dog-house, '{1}'"
  })
  void wholeWordsNameTheirClass(String caption, String named) {
    assertThat(ObjectClasses.parse(LINES).namedIn(caption)).hasToString(named);
  }

  @Test
  void listIsNamedByItsContent() {
    assertThat(ObjectClasses.parse(LINES).names()).containsExactly("person", "dog", "hot dog");
    assertThat(ObjectClasses.parse(LINES).hash())
        .isEqualTo(ObjectClasses.parse(LINES).hash())
        .isNotEqualTo(ObjectClasses.parse(LINES.subList(0, 2)).hash());
  }

  @ParameterizedTest
  @CsvSource({"dog", "'dog\t,'", "'dog\tdog\tb\tc'"})
  void lineThatIsNoClassIsNamed(String line) {
    assertThatThrownBy(() -> ObjectClasses.parse(List.of("cat\tcat", line)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 2:");
  }

  @Test
  void classThatComesTwiceIsRefused() {
    assertThatThrownBy(() -> ObjectClasses.parse(List.of("cat\tcat", "cat\tkitten")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2: class cat comes twice");
  }
}
