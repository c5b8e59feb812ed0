package dev.xmcgan.trainer.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.images.PngFile;
import dev.xmcgan.images.Resize;
import dev.xmcgan.images.RgbImage;
import dev.xmcgan.schemas.Split;
import dev.xmcgan.schemas.Topic;
import dev.xmcgan.schemas.TrainingPair;
import dev.xmcgan.testsupport.TestKafka;
import dev.xmcgan.trainer.curation.TestImages;
import dev.xmcgan.transport.serde.AvroSerdes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TrainingPairReaderTest {
  @RegisterExtension static final TestKafka KAFKA = TestKafka.shared();

  @Test
  void eachModelLearnsTheOriginalAtItsOwnSize() throws Exception {
    // given: a picture that is kept for a model of 128 pixels
    AvroSerdes serdes = new AvroSerdes(KAFKA.provision("sizes-"));
    byte[] png = TestImages.noisePng(128, 1);
    RgbImage original = PngFile.decode(png);
    byte[] record = serdes.encode(Topic.TRAINING_PAIRS, pair(png));

    // then: the larger gets it pixel for pixel, the smaller's window holds no more than it needs
    assertThat(pixels(serdes, 128, record)).isEqualTo(original.rgb());
    assertThat(pixels(serdes, 64, record))
        .isEqualTo(Resize.toSquare(original, 64).rgb())
        .hasSize(64 * 64 * 3);
  }

  private static byte[] pixels(AvroSerdes serdes, int size, byte[] record) {
    var reader =
        new TrainingPairReader(serdes, size, new SentenceWindows(caption -> true), source -> true);
    var read = reader.read(new ConsumerRecord<>("training-pairs", 0, 0, "a", record));
    return ((TrainingPairReader.Read.ToLearn) read).pair().rgb();
  }

  private static TrainingPair pair(byte[] png) {
    return TrainingPair.newBuilder()
        .setPairId("a")
        .setCaptions(List.of("a tree"))
        .setImage(ByteBuffer.wrap(png))
        .setSize(128)
        .setContentHash("c")
        .setImageHash("i")
        .setSplit(Split.TRAIN)
        .setSource("test")
        .setArrivedAt(Instant.EPOCH)
        .build();
  }
}
