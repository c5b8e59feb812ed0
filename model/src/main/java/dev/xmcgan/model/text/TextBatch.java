package dev.xmcgan.model.text;

import ai.djl.ndarray.NDArray;

/**
 * The embeddings of B captions.
 *
 * <p>Positions at or after a row's length are padding. With masked-mean pooling their rows in
 * {@code words} are zero, since every consumer masks by {@code lengths}; with the official pooling
 * they are what BERT gives for padding.
 *
 * @param words word embeddings {@code (B, T, E)}, [CLS] and [SEP] counted as words
 * @param sentence sentence embeddings {@code (B, E)}
 * @param lengths number of real tokens of each caption, B of them
 */
@SuppressWarnings("ArrayRecordComponent") // the lengths go into masks as they are
public record TextBatch(NDArray words, NDArray sentence, int[] lengths) {}
