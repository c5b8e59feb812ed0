package dev.xmcgan.transport.serde;

import java.util.Optional;

/** Reads the cause out of the layers the registry's client wraps it in. */
final class RegistryErrors {

  private RegistryErrors() {}

  /** The first failure of that type in the chain of causes. */
  static <X extends Throwable> Optional<X> find(Throwable failure, Class<X> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }

  /** The innermost cause in one line. */
  static String describe(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return root.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
