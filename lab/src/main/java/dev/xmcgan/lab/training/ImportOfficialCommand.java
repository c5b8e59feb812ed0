package dev.xmcgan.lab.training;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.model.checkpoint.CheckpointException;
import dev.xmcgan.model.config.ModelConfig;
import dev.xmcgan.model.official.OfficialImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Weights of the official JAX code. */
@Command(
    name = "import-official",
    header = "Makes a checkpoint directory of the official JAX code's weights.",
    description =
        "Makes a checkpoint directory of a safetensors file with the official JAX code's weights"
            + " under their Flax paths: G/params/..., G/ema/..., G/batch_stats/..., D/params/...,"
            + " D/spectral_norm_stats/... Needs no Kafka; 'lab train --resume DIR' goes on from it.")
public final class ImportOfficialCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Safetensors, float32 or bfloat16.")
  private Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Made; must be empty if it exists.")
  private Path out;

  @Option(
      names = "--text-encoder-width",
      paramLabel = "E",
      description = "Refuse weights for a text encoder of another width (BERT base: 768).")
  private Optional<Integer> textEncoderWidth;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw CommandException.usage(file + ": no such file");
    }
    OfficialImport.Imported imported = read();
    ModelConfig config = imported.config();
    PrintWriter console = spec.commandLine().getOut();
    console.printf(
        "wrote %s: %d pixels, gf %d, df %d, z %d, text encoder of width %d, at most %d words%n",
        out,
        config.imageSize(),
        config.generatorWidth(),
        config.discriminatorWidth(),
        config.noiseSize(),
        config.textWidth(),
        config.maxWords());
    console.println(
        imported.trainable()
            ? "training can go on from it"
            : "it can serve; no discriminator came along to train with");
    if (imported.ignored() > 0) {
      console.println(imported.ignored() + " tensors of the file are no weights and were left out");
    }
    console.flush();
    return ExitCode.OK;
  }

  private OfficialImport.Imported read() throws IOException {
    try {
      return OfficialImport.read(
          file, out, textEncoderWidth.map(OptionalInt::of).orElseGet(OptionalInt::empty));
    } catch (FileAlreadyExistsException e) {
      throw CommandException.usage(out + " is not empty");
    } catch (CheckpointException e) {
      throw CommandException.failed(e.getMessage(), e);
    }
  }
}
