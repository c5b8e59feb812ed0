package dev.xmcgan.lab.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.losses.LossWeights;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariantsTest {
  @Test
  void paperDiffersInLossesAndModulationAlone() {
    // when
    List<Variant> paper = Variants.named(List.of("paper"));

    // then
    assertThat(paper)
        .extracting(Variant::name)
        .containsExactly("none", "sentence", "word", "image", "sentence+word", "all", "all-plain");
    assertThat(paper).allMatch(one -> one.augmentation().isNone() && one.matchingPairs() == 0);
    assertThat(paper).allMatch(one -> one.hardNegatives().equals(HardNegatives.none()));
    assertThat(paper).noneMatch(Variant::falseCaptions);
    assertThat(paper)
        .filteredOn(one -> one.modulation() == SelfModulation.PLAIN)
        .extracting(Variant::name)
        .containsExactly("all-plain");
    assertThat(paper).filteredOn(one -> one.losses().equals(LossWeights.official())).hasSize(2);
  }

  @Test
  void eachOptionIsOnTopOfAllThreeLosses() {
    List<Variant> options = Variants.named(List.of("options"));

    assertThat(options).hasSize(9);
    assertThat(options)
        .allMatch(
            one -> one.losses().withMismatched(0).withEnergy(0).equals(LossWeights.official()));
    assertThat(options).extracting(Variant::name).doesNotHaveDuplicates();
  }

  @Test
  void namesAndGroupsMayBeMixed() {
    assertThat(Variants.named(List.of("all+cutout", "none", "all+cutout")))
        .extracting(Variant::name)
        .containsExactly("none", "all+cutout");
    assertThat(Variants.named(List.of("options", "paper"))).isEqualTo(Variants.all());
  }

  @Test
  void unknownNameIsToldWithTheKnownOnes() {
    assertThatThrownBy(() -> Variants.named(List.of("all", "sentences")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("no sentences")
        .hasMessageContaining("sentence+word");
  }
}
