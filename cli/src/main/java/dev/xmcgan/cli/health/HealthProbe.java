package dev.xmcgan.cli.health;

/** Asks one service how it is; answers within a second or two and never throws. */
@FunctionalInterface
public interface HealthProbe {
  Health ask();
}
