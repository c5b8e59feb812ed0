package dev.xmcgan.trainer.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/** What a checkpoint must pass before it is released: the keys under {@code gate}. */
public interface GateConfig {
  /** Whether checkpoints are judged; if not, each is released with the transaction it comes in. */
  @WithDefault("true")
  @WithConverter(OnOrOff.class)
  boolean enabled();

  /**
   * Most captions drawn of each of the two sets: held-out pairs, and captions of what was learned
   * before.
   */
  @WithDefault("128")
  int images();

  /** Captions without which a set decides nothing. */
  @WithDefault("32")
  int fewestPairs();

  /**
   * What becomes of a checkpoint when neither set has enough: hold = it waits for a person, release
   * = it is served if its images are images.
   */
  @WithDefault("hold")
  WithoutScores withoutScores();

  /** What becomes of a checkpoint whose images are images but could not be scored. */
  enum WithoutScores {
    /** It may be served; its evaluation says that only this was looked at. */
    RELEASE,
    /** It waits for a person. */
    HOLD
  }

  /**
   * TorchScript file, (B,3,S,S) in [0,1] to features, on which KID is measured beside the built-in
   * ones; for pictures of other kinds than drawn scenes.
   */
  Optional<Path> imageNetwork();

  /** Edge of its images, S. */
  @WithDefault("224")
  int imageNetworkSize();

  /** Which of its outputs are the features, from 0. */
  @WithDefault("0")
  int imageNetworkOutput();

  /**
   * TorchScript file, (B,T) token ids to vectors in the image network's space, to tell whether
   * images fit their captions.
   */
  Optional<Path> captionNetwork();

  /** The tokenizer.json of the caption network. */
  Optional<Path> captionTokenizer();

  /** Tokens of a caption that the caption network takes, T. */
  @WithDefault("77")
  int captionTokens();

  /** Candidates rejected in a row after which training goes back to the best, at half its rates. */
  @WithDefault("5")
  int rejections();

  /** How much worse than what it is held against it may be, however certain that is. */
  Margin margin();

  /** Differences that do not matter. */
  interface Margin {
    /** Share of the other's KID, or of KID's floor where that is more, that it may be higher. */
    @WithDefault("0.25")
    double kid();

    /** How much lower a share may be: everything right, other captions that fit less well. */
    @WithDefault("0.02")
    double shares();

    /** By what share images of one caption may be more alike. */
    @WithDefault("0.25")
    double diversity();
  }
}
