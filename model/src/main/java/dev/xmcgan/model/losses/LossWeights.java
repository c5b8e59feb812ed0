package dev.xmcgan.model.losses;

/**
 * How much each term counts in both networks' losses. The hinge loss and, where there is an image
 * encoder, its term count 1 always. A term of weight 0 is not worked out.
 *
 * @param sentence image–sentence contrastive loss (paper, equation 3)
 * @param image image–image contrastive loss of one caption's generated and real image, of the
 *     generator alone
 * @param word region–word contrastive loss (paper, equation 6)
 * @param mismatched hinge loss of the discriminator on real images beside other captions of the
 *     batch, {@code mean relu(1 + logit)}: such a pair is no better than a generated image (Reed et
 *     al., <em>Generative adversarial text to image synthesis</em>, 2016). Not in the paper.
 * @param distillation mean absolute difference between what the generator draws and what it is held
 *     to, over those pixels of the batch that a generator drew (Li and Hoiem, <em>Learning without
 *     Forgetting</em>, 2016, with images for logits). Not in the paper.
 * @param energy how images of one caption from different noise are spread, held against the real
 *     one (see {@code EnergyScore}); each caption is then drawn twice. Not in the paper.
 * @param assignment how far from a real image the generator draws from the noise that was chosen
 *     for it (see {@code PyramidDistance}). Not in the paper.
 */
public record LossWeights(
    double sentence,
    double image,
    double word,
    double mismatched,
    double distillation,
    double energy,
    double assignment) {
  private static final double LARGEST = 1000;

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the weight that is impossible
   */
  public LossWeights {
    check("sentence", sentence);
    check("image", image);
    check("word", word);
    check("mismatched", mismatched);
    check("distillation", distillation);
    check("energy", energy);
    check("assignment", assignment);
  }

  /** Without distillation, energy score and assignment. */
  public LossWeights(double sentence, double image, double word, double mismatched) {
    this(sentence, image, word, mismatched, 0, 0, 0);
  }

  /** The three contrastive losses at 1, as in the paper. */
  public static LossWeights official() {
    return new LossWeights(1, 1, 1, 0);
  }

  /** The same with another weight for mismatched pairs. */
  public LossWeights withMismatched(double weight) {
    return new LossWeights(sentence, image, word, weight, distillation, energy, assignment);
  }

  /** The same with another weight for images that a generator drew. */
  public LossWeights withDistillation(double weight) {
    return new LossWeights(sentence, image, word, mismatched, weight, energy, assignment);
  }

  /** The same with another weight for the energy score. */
  public LossWeights withEnergy(double weight) {
    return new LossWeights(sentence, image, word, mismatched, distillation, weight, assignment);
  }

  /** The same with another weight for real images beside the noise chosen for them. */
  public LossWeights withAssignment(double weight) {
    return new LossWeights(sentence, image, word, mismatched, distillation, energy, weight);
  }

  private static void check(String name, double weight) {
    // not (weight < 0): that would let NaN pass
    if (!(weight >= 0 && weight <= LARGEST)) {
      throw new IllegalArgumentException(
          "the weight of the %s loss must be from 0 to %.0f, not %s"
              .formatted(name, LARGEST, weight));
    }
  }
}
