package dev.xmcgan.cli.generate;

/**
 * A line of a file of captions.
 *
 * @param number counted from 0
 */
record NumberedCaption(int number, String text) {}
