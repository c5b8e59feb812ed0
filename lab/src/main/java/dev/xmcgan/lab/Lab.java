package dev.xmcgan.lab;

import dev.xmcgan.cli.LabCommands;
import dev.xmcgan.lab.ablation.AblateCommand;
import dev.xmcgan.lab.bench.BenchCommand;
import dev.xmcgan.lab.drift.DriftCommand;
import dev.xmcgan.lab.evaluation.EvaluateCommand;
import dev.xmcgan.lab.retention.RetentionCommand;
import dev.xmcgan.lab.study.StudyCommand;
import dev.xmcgan.lab.training.ImportOfficialCommand;
import dev.xmcgan.lab.training.TeachCaptionsCommand;
import dev.xmcgan.lab.training.TrainCommand;
import java.util.List;

/** All commands of this module. */
public final class Lab implements LabCommands {

  @Override
  public List<Object> commands() {
    return List.of(
        new TrainCommand(),
        new TeachCaptionsCommand(),
        new EvaluateCommand(),
        new StudyCommand(),
        new AblateCommand(),
        new DriftCommand(),
        new RetentionCommand(),
        new BenchCommand(),
        new ImportOfficialCommand());
  }
}
