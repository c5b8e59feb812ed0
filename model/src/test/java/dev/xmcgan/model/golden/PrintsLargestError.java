package dev.xmcgan.model.golden;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Prints, after a test class, the largest errors that it saw. */
public final class PrintsLargestError implements BeforeAllCallback, AfterAllCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    LargestErrors.forget();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    System.out.printf(
        "%s: %s%n", context.getRequiredTestClass().getSimpleName(), LargestErrors.describe());
  }
}
