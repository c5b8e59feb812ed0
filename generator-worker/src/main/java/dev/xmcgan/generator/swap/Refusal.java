package dev.xmcgan.generator.swap;

/** A checkpoint that this worker could not take, and why. */
public record Refusal(String checkpointId, String reason) {}
