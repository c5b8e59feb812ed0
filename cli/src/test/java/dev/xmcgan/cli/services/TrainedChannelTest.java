package dev.xmcgan.cli.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainedChannelTest {
  @TempDir private Path directory;

  @Test
  void aNameAloneTrainsWithTheKeysOfTheEnvironment() {
    assertThat(TrainedChannel.parse("photos")).isEqualTo(TrainedChannel.named("photos"));
  }

  @Test
  void keysOfItsTrainerAloneComeFromAFile() throws IOException {
    // given
    Path file = file("# photographs\nxmcgan.trainer.sources=flickr8k, coco\n");

    // when
    TrainedChannel channel = TrainedChannel.parse("photos=" + file);

    // then
    assertThat(channel.keys()).isEqualTo(Map.of("xmcgan.trainer.sources", "flickr8k, coco"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a/b", "=file"})
  void whatIsNoNameOfAChannelIsRefused(String text) {
    assertThatThrownBy(() -> TrainedChannel.parse(text))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("--channel " + text);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> TrainedChannel.parse("photos=" + directory.resolve("none")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(directory.resolve("none").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sources",
        "xmcgan.worker.lanes",
        "xmcgan.topic-prefix",
        "xmcgan.trainer.channel",
        "xmcgan.trainer.id",
        "xmcgan.trainer.data-dir"
      })
  void keysThatAreNotOneTrainersOwnAreRefusedByName(String key) throws IOException {
    Path file = file(key + "=x\n");

    assertThatThrownBy(() -> TrainedChannel.parse("photos=" + file))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(file + ": " + key + " is no key of one trainer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xmcgan.trainer.image-size",
        "xmcgan.trainer.held-out-share",
        "xmcgan.trainer.image.min-edge"
      })
  void keysOfCurationAreTheSameForAll(String key) throws IOException {
    Path file = file(key + "=x\n");

    assertThatThrownBy(() -> TrainedChannel.parse("photos=" + file))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining(key + " is the same for all channels");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("photos.properties"), text);
  }
}
