package dev.xmcgan.model.config;

import static dev.xmcgan.model.config.ConfigChecks.multiples;
import static dev.xmcgan.model.config.ConfigChecks.require;
import static dev.xmcgan.model.config.ConfigChecks.requireWidth;

import java.util.List;

/**
 * Everything that fixes the shapes and the options of one XMC-GAN (Zhang et al., CVPR 2021). It is
 * stored as {@code config.json} beside the weights; the code has one path for all presets.
 *
 * @param name what people call it, such as {@code starter-64}
 * @param imageSize edge of the square image in pixels, a power of two
 * @param generatorWidth gf, the unit of the generator's channels
 * @param discriminatorWidth df, the unit of the discriminator's channels
 * @param noiseSize Z, the length of the noise vector
 * @param textWidth E, the width of the text encoder's outputs
 * @param maxWords T, the most tokens of a caption, {@code [CLS]} and {@code [SEP]} counted
 * @param pooling how the sentence embedding is made
 * @param stem what the generator's first dense layer reads
 * @param modulation what the generator's norms see from the 16 × 16 map on
 * @param captionHeads heads of a self-attention layer with which each network reads the words
 *     before it uses them ({@code CaptionAttention}); 0 for none, as in the paper
 * @param wordRegions edge of the discriminator's map that the word loss reads, 8 or 16
 * @param generatorChannels channels of each generator block in multiples of gf; each block doubles
 *     the size, from 4 pixels to the image's
 * @param discriminatorChannels channels of each discriminator block after the first, in multiples
 *     of df; every block but the last halves the size, down to 4 pixels
 * @param upsampling how the generator's blocks double a map
 * @param pixelNoise whether the generator gets noise for each pixel of its largest map, from which
 *     it can make grain ({@code PixelNoise}); not in the paper
 */
public record ModelConfig(
    String name,
    int imageSize,
    int generatorWidth,
    int discriminatorWidth,
    int noiseSize,
    int textWidth,
    int maxWords,
    Pooling pooling,
    StemInput stem,
    SelfModulation modulation,
    int captionHeads,
    int wordRegions,
    List<Integer> generatorChannels,
    List<Integer> discriminatorChannels,
    Upsampling upsampling,
    boolean pixelNoise) {

  /** Edge of the generator's first map and of the discriminator's last one. */
  public static final int SMALLEST_MAP = 4;

  /** Edge of the map at which the words come in. */
  public static final int ATTENTION_MAP = 16;

  /** Channels of the generator's first map in multiples of gf. */
  public static final int STEM_MULTIPLE = 16;

  /** One word between [CLS] and [SEP]. */
  private static final int FEWEST_WORDS = 3;

  private static final int MOST_WORDS = 512;
  private static final int MOST_CAPTION_HEADS = 64;

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is impossible
   */
  public ModelConfig {
    require(name != null && !name.isBlank(), "name must not be blank");
    ConfigChecks.requireImageSize(imageSize);
    requireWidth("generatorWidth", generatorWidth);
    requireWidth("discriminatorWidth", discriminatorWidth);
    requireWidth("noiseSize", noiseSize);
    requireWidth("textWidth", textWidth);
    ConfigChecks.requireWithin("maxWords", maxWords, FEWEST_WORDS, MOST_WORDS);
    require(pooling != null, "pooling must be one of %s", List.of(Pooling.values()));
    require(stem != null, "stem must be one of %s", List.of(StemInput.values()));
    require(upsampling != null, "upsampling must be one of %s", List.of(Upsampling.values()));
    require(modulation != null, "modulation must be one of %s", List.of(SelfModulation.values()));
    ConfigChecks.requireWithin("captionHeads", captionHeads, 0, MOST_CAPTION_HEADS);
    require(
        wordRegions == 8 || wordRegions == 16, "wordRegions must be 8 or 16, not %d", wordRegions);
    generatorChannels = multiples("generatorChannels", generatorChannels, imageSize);
    discriminatorChannels = multiples("discriminatorChannels", discriminatorChannels, imageSize);
  }

  /**
   * With attentional self-modulation, words as the text encoder gives them, squares for pixels and
   * noise for none: the paper's.
   */
  public ModelConfig(
      String name,
      int imageSize,
      int generatorWidth,
      int discriminatorWidth,
      int noiseSize,
      int textWidth,
      int maxWords,
      Pooling pooling,
      StemInput stem,
      int wordRegions,
      List<Integer> generatorChannels,
      List<Integer> discriminatorChannels) {
    this(
        name,
        imageSize,
        generatorWidth,
        discriminatorWidth,
        noiseSize,
        textWidth,
        maxWords,
        pooling,
        stem,
        SelfModulation.ATTENTIONAL,
        0,
        wordRegions,
        generatorChannels,
        discriminatorChannels,
        Upsampling.NEAREST,
        false);
  }

  /** The same with another self-modulation. */
  public ModelConfig with(SelfModulation other) {
    return with(generatorWidth, discriminatorWidth, other, captionHeads, upsampling, pixelNoise);
  }

  /** The same with another way to double maps. */
  public ModelConfig with(Upsampling other) {
    return with(generatorWidth, discriminatorWidth, modulation, captionHeads, other, pixelNoise);
  }

  /** The same with noise for each pixel, or without. */
  public ModelConfig withPixelNoise(boolean wanted) {
    return with(generatorWidth, discriminatorWidth, modulation, captionHeads, upsampling, wanted);
  }

  /** The same with other widths, the unit of each network's channels. */
  public ModelConfig withWidths(int generator, int discriminator) {
    return with(generator, discriminator, modulation, captionHeads, upsampling, pixelNoise);
  }

  /** The same with another number of heads that read the caption; 0 for none. */
  public ModelConfig withCaptionHeads(int heads) {
    return with(generatorWidth, discriminatorWidth, modulation, heads, upsampling, pixelNoise);
  }

  private ModelConfig with(
      int generator,
      int discriminator,
      SelfModulation otherModulation,
      int heads,
      Upsampling otherUpsampling,
      boolean otherPixelNoise) {
    return new ModelConfig(
        name,
        imageSize,
        generator,
        discriminator,
        noiseSize,
        textWidth,
        maxWords,
        pooling,
        stem,
        otherModulation,
        heads,
        wordRegions,
        generatorChannels,
        discriminatorChannels,
        otherUpsampling,
        otherPixelNoise);
  }

  /**
   * The preset that ships trained: 64 pixels, narrow enough for a laptop's CPU; maps are doubled
   * smoothly, and each pixel has noise.
   */
  public static ModelConfig starter64() {
    return new ModelConfig(
            "starter-64",
            64,
            16,
            16,
            128,
            384,
            32,
            Pooling.MASKED_MEAN,
            StemInput.NOISE_AND_SENTENCE,
            8,
            List.of(16, 8, 4, 2),
            List.of(2, 8, 8, 16))
        .with(Upsampling.SMOOTH)
        .withPixelNoise(true);
  }

  /** The official code's model at 128 pixels with BERT base. */
  public static ModelConfig official128() {
    return official("official-128", 128, List.of(16, 8, 4, 2, 1), List.of(2, 4, 8, 16, 16));
  }

  /** The paper's model at 256 pixels with BERT base. */
  public static ModelConfig official256() {
    return official("official-256", 256, List.of(16, 8, 8, 4, 2, 1), List.of(2, 4, 8, 8, 16, 16));
  }

  private static ModelConfig official(
      String name, int imageSize, List<Integer> generator, List<Integer> discriminator) {
    return new ModelConfig(
        name,
        imageSize,
        96,
        96,
        128,
        768,
        17,
        Pooling.OFFICIAL,
        StemInput.NOISE,
        16,
        generator,
        discriminator);
  }

  /** Width of the generator's global condition {@code [Dense(e_s) ; z]}: 2Z. */
  public int conditionWidth() {
    return 2 * noiseSize;
  }

  /** Width of what the generator's first dense layer reads. */
  public int stemInputWidth() {
    return switch (stem) {
      case NOISE_AND_SENTENCE -> noiseSize + textWidth;
      case NOISE -> noiseSize;
    };
  }

  /** The record as the text of {@code config.json}. */
  public String toJson() {
    return ModelConfigJson.write(this);
  }

  /**
   * Reads the text of a {@code config.json}.
   *
   * @throws IllegalArgumentException naming what is missing, unknown, of the wrong kind or
   *     impossible
   */
  public static ModelConfig fromJson(String json) {
    return ModelConfigJson.read(json);
  }
}
