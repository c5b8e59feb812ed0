package dev.xmcgan.model.text;

/**
 * A caption's tokens.
 *
 * @param tokens T of them, padding included
 * @param length how many are real
 */
@SuppressWarnings("ArrayRecordComponent") // never leaves the package, never changed
record TokenSequence(long[] tokens, int length) {}
