package dev.xmcgan.lab.ablation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.xmcgan.cli.CommandException;
import dev.xmcgan.model.captions.HardNegatives;
import dev.xmcgan.model.config.SelfModulation;
import dev.xmcgan.model.losses.LossWeights;
import dev.xmcgan.model.training.TrainingConfig;
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
    assertThat(paper).allMatch(one -> one.hardNegatives().equals(HardNegatives.none()));
    TrainingConfig all = training(Variants.named(List.of("all")).get(0));
    assertThat(paper)
        .extracting(VariantsTest::training)
        .allMatch(one -> one.with(all.losses(), one.augmentation()).equals(all));
    assertThat(all.augmentation().isNone()).isTrue();
    assertThat(all.matchingPairs()).isZero();
    assertThat(all.falseCaptions()).isFalse();
    assertThat(paper)
        .filteredOn(one -> one.modulation() == SelfModulation.PLAIN)
        .extracting(Variant::name)
        .containsExactly("all-plain");
    assertThat(paper)
        .filteredOn(one -> training(one).losses().equals(LossWeights.official()))
        .extracting(Variant::name)
        .containsExactly("all", "all-plain");
  }

  @Test
  void eachOptionIsOnTopOfAllThreeLosses() {
    List<Variant> options = Variants.named(List.of("options"));

    assertThat(options).hasSize(9);
    assertThat(options)
        .extracting(one -> training(one).losses().withMismatched(0).withEnergy(0))
        .containsOnly(LossWeights.official());
    assertThat(options).extracting(Variant::name).doesNotHaveDuplicates();
    TrainingConfig all = training(Variants.named(List.of("all")).get(0));
    assertThat(options)
        .filteredOn(one -> training(one).equals(all))
        .extracting(Variant::name)
        .containsExactly("all+hard-negatives");
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

  private static TrainingConfig training(Variant variant) {
    return new AblationSettings(10, 8, 4, 20, 30).training(variant);
  }
}
