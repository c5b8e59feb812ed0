package dev.xmcgan.evaluation.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectReaderTest {

  private static final int CELLS = JudgeNetwork.GRID * JudgeNetwork.GRID;

  private final Vocabulary vocabulary =
      new Vocabulary(
          List.of("grass", "sand"),
          List.of("red", "blue", "lime"),
          List.of("circle", "star"),
          List.of("small", "large"));
  private final JudgeNetwork.Heads heads = new JudgeNetwork(vocabulary).heads();
  private final ObjectReader reader = new ObjectReader(vocabulary, heads);
  private final float[] head = new float[2 * heads.end() * CELLS];
  private final float[] backgrounds = {3, 0, 0, 3};

  ObjectReaderTest() {
    // no centre anywhere
    for (int image = 0; image < 2; image++) {
      int from = (image * heads.end() + heads.centre()) * CELLS;
      Arrays.fill(head, from, from + CELLS, -9);
    }
  }

  @Test
  void readsWhatTheCellSaysAndWhereInTheCellTheCentreIs() {
    // given: on the second image, row 5, column 9
    int cell = 5 * JudgeNetwork.GRID + 9;
    set(1, heads.centre(), cell, 2);
    set(1, heads.place(), cell, 0.25f);
    set(1, heads.place() + 1, cell, -0.5f);
    set(1, heads.colours() + 2, cell, 4);
    set(1, heads.shapes() + 1, cell, 4);
    set(1, heads.sizes(), cell, 4);

    // when
    SceneReading reading = reader.read(head, backgrounds, 1);

    // then
    assertThat(reading.background().best()).isEqualTo("sand");
    assertThat(reading.objects()).hasSize(1);
    SeenObject object = reading.objects().get(0);
    assertThat(object.colour().best()).isEqualTo("lime");
    assertThat(object.shape().best()).isEqualTo("star");
    assertThat(object.size().best()).isEqualTo("small");
    assertThat(object.x()).isCloseTo((9 + 0.5 + 0.25) * 4, within(1e-6));
    assertThat(object.y()).isCloseTo((5 + 0.5 - 0.5) * 4, within(1e-6));
    assertThat(object.confidence()).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-6));
    assertThat(object.colour().shares().get("lime"))
        .isCloseTo(Math.exp(4) / (Math.exp(4) + 2), within(1e-6));
    assertThat(reader.read(head, backgrounds, 0).objects()).isEmpty();
  }

  @Test
  void neighboursOfASurerCellAreTheSameObject() {
    // given
    set(0, heads.centre(), 5 * JudgeNetwork.GRID + 4, 2);
    set(0, heads.centre(), 5 * JudgeNetwork.GRID + 5, 3);
    set(0, heads.centre(), 5 * JudgeNetwork.GRID + 12, 1);

    // when
    List<SeenObject> objects = reader.read(head, backgrounds, 0).objects();

    // then: the surest first
    assertThat(objects).extracting(SeenObject::x).containsExactly(5.5 * 4, 12.5 * 4);
  }

  @Test
  void cellsThatAreRatherNoCentreAreNoObject() {
    // given
    set(0, heads.centre(), 40, -0.01f);

    // when, then
    assertThat(reader.read(head, backgrounds, 0).objects()).isEmpty();
  }

  private void set(int image, int channel, int cell, float value) {
    head[(image * heads.end() + channel) * CELLS + cell] = value;
  }
}
