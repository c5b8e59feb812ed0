package dev.xmcgan.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.xmcgan.schemas.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Filter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may import whom: the arrows between the modules point one way. */
class ArchitectureTest {
  private static final List<String> MODULES =
      List.of(
          "schemas",
          "images",
          "local-kafka",
          "safetensors",
          "transport",
          "model",
          "datasets",
          "evaluation",
          "gateway",
          "generator-worker",
          "trainer-worker",
          "cli",
          "lab");

  private static final Set<String> LEVELS = Set.of("trace", "debug", "info", "warn", "error");

  private static JavaClasses product;

  @BeforeAll
  static void readsTheClassesOfEveryModule() {
    Path home = Path.of(System.getProperty("xmcgan.home"));
    List<Path> folders =
        MODULES.stream().map(module -> home.resolve(module).resolve("target/classes")).toList();
    assertThat(folders).allMatch(Files::isDirectory);
    product = new ClassFileImporter().importPaths(folders);
    for (String base :
        List.of(
            "schemas",
            "images",
            "safetensors",
            "transport",
            "model",
            "datasets",
            "evaluation",
            "gateway",
            "generator",
            "trainer",
            "cli",
            "lab")) {
      assertThat(product.containPackage("dev.xmcgan." + base)).as(base).isTrue();
    }
  }

  @Test
  void noPackageHoldsOneTypeAloneOrMoreThanTwenty() {
    Map<String, Long> types =
        product.stream()
            .filter(type -> type.getEnclosingClass().isEmpty())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            // most of it is made from the Avro schemas, one type a record
            .filter(type -> !type.getPackageName().equals("dev.xmcgan.schemas"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));

    assertThat(types).isNotEmpty();
    types.forEach((name, count) -> assertThat(count).as(name).isBetween(2L, 20L));
  }

  @Test
  void modelImportsOnlyDjlTheJdkSafetensorsAndImages() {
    classes()
        .that()
        .resideInAPackage("dev.xmcgan.model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.xmcgan.model..",
            "dev.xmcgan.safetensors..",
            "dev.xmcgan.images..",
            "ai.djl..",
            "java..",
            "com.sun.management..",
            "org.slf4j..",
            "com.google.gson..")
        .check(product);
  }

  @Test
  void safetensorsImportNobodyOfTheHouse() {
    classes()
        .that()
        .resideInAPackage("dev.xmcgan.safetensors..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.xmcgan.safetensors..", "com.google.gson..", "java..")
        .check(product);
  }

  @Test
  void imagesImportNobodyOfTheHouse() {
    classes()
        .that()
        .resideInAPackage("dev.xmcgan.images..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.xmcgan.images..",
            "com.twelvemonkeys..",
            "com.luciad.imageio..",
            "java..",
            "javax.imageio..",
            "org.w3c.dom..")
        .check(product);
  }

  @Test
  void imageFilesAreReadAndWrittenByImagesAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.xmcgan..")
        .and()
        .resideOutsideOfPackage("dev.xmcgan.images..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.imageio..", "com.twelvemonkeys..", "com.luciad.imageio..")
        .check(product);
  }

  @Test
  void onlyTheSceneRendererPaintsWithJava2d() {
    noClasses()
        .that()
        .resideInAPackage("dev.xmcgan..")
        .and()
        .resideOutsideOfPackages("dev.xmcgan.images..", "dev.xmcgan.datasets.scenes..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.awt..")
        .check(product);
  }

  @Test
  void contentIsHashedInOnePlace() {
    noClasses()
        .that()
        .resideInAPackage("dev.xmcgan..")
        .and()
        .doNotHaveFullyQualifiedName("dev.xmcgan.safetensors.Sha256")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(MessageDigest.class)
        .check(product);
  }

  @Test
  void datasetsKnowNeitherKafkaNorDjlAndOfTheSchemasTheLimits() {
    noClasses()
        .that()
        .resideInAPackage("dev.xmcgan.datasets..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "ai.djl..",
            "dev.xmcgan.model..",
            "dev.xmcgan.transport..",
            "dev.xmcgan.schemas")
        .check(product);
  }

  @Test
  void evaluationStandsOnModelAndImagesAlone() {
    classes()
        .that()
        .resideInAPackage("dev.xmcgan.evaluation..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.xmcgan.evaluation..",
            "dev.xmcgan.model..",
            "dev.xmcgan.images..",
            "dev.xmcgan.safetensors..",
            "ai.djl..",
            "org.ejml..",
            "com.google.gson..",
            "java..")
        .check(product);
  }

  @Test
  void gatewayAndLauncherRunWithoutTheModelAndItsNatives() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.xmcgan.gateway..", "dev.xmcgan.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.xmcgan.model..", "dev.xmcgan.evaluation..", "ai.djl..")
        .check(product);
  }

  @Test
  void nobodyKnowsTheLab() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.xmcgan.lab..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.xmcgan.lab..")
        .check(product);
  }

  @Test
  void onlyTheTrainersGateAndTheLabJudge() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.xmcgan.evaluation..", "dev.xmcgan.trainer.gate..", "dev.xmcgan.lab..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.xmcgan.evaluation..")
        .check(product);
  }

  @Test
  void servicesNeverImportEachOther() {
    List<String> services =
        List.of("dev.xmcgan.gateway..", "dev.xmcgan.generator..", "dev.xmcgan.trainer..");
    for (String service : services) {
      noClasses()
          .that()
          .resideInAPackage(service)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              services.stream().filter(other -> !other.equals(service)).toArray(String[]::new))
          .check(product);
    }
  }

  @Test
  void transportIsBelowTheServicesAndKnowsNoModel() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.xmcgan.transport..", "dev.xmcgan.schemas..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.xmcgan.model..",
            "dev.xmcgan.gateway..",
            "dev.xmcgan.generator..",
            "dev.xmcgan.trainer..",
            "dev.xmcgan.cli..",
            "dev.xmcgan.lab..",
            "dev.xmcgan.localkafka..")
        .check(product);
  }

  @Test
  void releasesAreMadeByTheirRulesAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.xmcgan.schemas..", "dev.xmcgan.lab.bench..")
        .and()
        .doNotHaveFullyQualifiedName("dev.xmcgan.transport.releases.ReleaseRules")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Release.Builder.class)
        .check(product);
  }

  @Test
  void nobodyButTheCommandLineStartsLocalKafka() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.xmcgan.cli..", "dev.xmcgan.lab..", "dev.xmcgan.localkafka..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.xmcgan.localkafka..")
        .check(product);
  }

  @Test
  void logsAreKeysAndAConstantMessage() {
    Path home = Path.of(System.getProperty("xmcgan.home"));
    JavaClasses testSupport =
        new ClassFileImporter().importPath(home.resolve("test-support/target/classes"));
    assertThat(testSupport.containPackage("dev.xmcgan.testsupport")).isTrue();

    for (JavaClasses logging : List.of(product, testSupport)) {
      noClasses().should().accessTargetWhere(messageIsMadeUp()).check(logging);
      // a filter of the log writes nothing
      noClasses()
          .that()
          .doNotImplement(Filter.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jboss.logging..", "java.util.logging..", "org.apache.logging..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(System.Logger.class)
          .check(logging);
    }
  }

  /** {@code LOG.warn(…)}, and what puts arguments into the message of {@code LOG.atWarn()}. */
  private static DescribedPredicate<JavaAccess<?>> messageIsMadeUp() {
    return describe(
        "the message is not a constant of LOG.at…().addKeyValue(…).log(…)",
        access -> {
          String owner = access.getTargetOwner().getName();
          String name = access.getTarget().getName();
          return owner.equals("org.slf4j.Logger") && LEVELS.contains(name)
              || owner.equals("org.slf4j.spi.LoggingEventBuilder") && name.equals("addArgument")
              || owner.equals("org.slf4j.spi.LoggingEventBuilder")
                  && name.equals("log")
                  && !access.getTarget().getFullName().endsWith("log(java.lang.String)");
        });
  }
}
