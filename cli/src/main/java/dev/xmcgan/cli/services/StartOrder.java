package dev.xmcgan.cli.services;

/** Who needs whom: each tier needs those below it. */
final class StartOrder {
  static final int KAFKA = 0;
  static final int REGISTRY = 1;
  static final int APPLICATION = 2;

  private StartOrder() {}
}
