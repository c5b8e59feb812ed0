package dev.xmcgan.model.golden;

/** The largest errors of the tests that ran since it was last told to forget. */
final class LargestErrors {

  private static Seen relative;
  private static Seen absolute;
  private static int tensors;

  private record Seen(String name, double error) {}

  private LargestErrors() {}

  static synchronized void forget() {
    relative = new Seen("nothing", 0);
    absolute = new Seen("nothing", 0);
    tensors = 0;
  }

  /** A tensor's largest error as a share of its largest magnitude. */
  static synchronized void sawRelative(String name, double error) {
    tensors++;
    if (relative == null || error >= relative.error()) {
      relative = new Seen(name, error);
    }
  }

  /** A tensor's largest error where its magnitude says nothing. */
  static synchronized void sawAbsolute(String name, double error) {
    tensors++;
    if (absolute == null || error >= absolute.error()) {
      absolute = new Seen(name, error);
    }
  }

  static synchronized String describe() {
    return "%d tensors compared, largest error %.2e of max (%s), %.2e absolute (%s)"
        .formatted(tensors, relative.error(), relative.name(), absolute.error(), absolute.name());
  }
}
