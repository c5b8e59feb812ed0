package dev.xmcgan.evaluation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class EvaluationImportsTest {

  private final JavaClasses product =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.xmcgan.evaluation");

  @Test
  void evaluationStandsOnModelAndImagesAlone() {
    classes()
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
  void nothingIsResizedOrReadByTheJdksImageLibrary() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.awt..", "javax.imageio..")
        .check(product);
  }
}
