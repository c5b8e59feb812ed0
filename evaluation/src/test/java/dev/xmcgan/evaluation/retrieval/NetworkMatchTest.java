package dev.xmcgan.evaluation.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.xmcgan.evaluation.networks.CaptionFeatureNetwork;
import dev.xmcgan.evaluation.networks.ImageFeatureNetwork;
import dev.xmcgan.images.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkMatchTest {
  private static final List<String> COLOURS = List.of("red", "green", "blue");

  private final Colours images = new Colours();

  @AfterEach
  void close() {
    images.close();
  }

  @Test
  void anImageOfItsCaptionRanksAboveAllOthersAndOneOfAnotherBelowSome() {
    // given
    NetworkMatch match = new NetworkMatch(images, new Names(3));

    // when
    double[] right = match.rank(COLOURS, List.of(plain(0), plain(1), plain(2)));
    double[] exchanged = match.rank(COLOURS, List.of(plain(1), plain(0), plain(2)));

    // then
    assertThat(right).containsExactly(1, 1, 1);
    assertThat(exchanged[2]).isEqualTo(1);
    assertThat(exchanged[0]).isLessThan(0.5);
  }

  @Test
  void moreCaptionsThanABlockAreRankedAmongNeighbours() {
    // given: every image is red, every third caption says so
    NetworkMatch match = new NetworkMatch(images, new Names(3));
    List<String> captions =
        IntStream.range(0, 70).mapToObj(i -> COLOURS.get(i % 3) + " " + i).toList();

    // when
    double[] ranks = match.rank(captions, captions.stream().map(caption -> plain(0)).toList());

    // then: red ones tie with each other and beat the rest
    assertThat(ranks).hasSize(70);
    assertThat(ranks[0]).isCloseTo((21 + 5) / 31.0, within(0.03));
    assertThat(ranks[69]).isCloseTo((21 + 5) / 31.0, within(0.03));
    assertThat(ranks[1]).isLessThan(0.5);
  }

  @Test
  void spacesOfUnlikeWidthAreRefused() {
    NetworkMatch match = new NetworkMatch(images, new Names(4));
    assertThatThrownBy(() -> match.rank(COLOURS, List.of(plain(0), plain(1), plain(2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 features and captions 4");
  }

  private static RgbImage plain(int colour) {
    byte[] rgb = new byte[4 * 4 * 3];
    for (int i = colour; i < rgb.length; i += 3) {
      rgb[i] = (byte) 255;
    }
    return RgbImage.square(4, rgb);
  }

  /** The mean of each colour. */
  private static final class Colours implements ImageFeatureNetwork {
    private final NDManager manager = NDManager.newBaseManager();

    @Override
    public String id() {
      return "colours";
    }

    @Override
    public int inputSize() {
      return 4;
    }

    @Override
    public NDManager manager() {
      return manager;
    }

    @Override
    public Described describe(NDArray batch) {
      return new Described(batch.mean(new int[] {3}).mean(new int[] {2}), Optional.empty());
    }

    @Override
    public void close() {
      manager.close();
    }
  }

  /** One number for each colour that a caption begins with. */
  private record Names(int width) implements CaptionFeatureNetwork {
    @Override
    public String id() {
      return "names";
    }

    @Override
    public float[][] embed(List<String> captions) {
      return captions.stream()
          .map(
              caption -> {
                float[] vector = new float[width];
                Arrays.fill(vector, 0.01f);
                vector[COLOURS.indexOf(caption.split(" ")[0])] = 1;
                return vector;
              })
          .toArray(float[][]::new);
    }

    @Override
    public void close() {}
  }
}
