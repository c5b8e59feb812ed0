/** Tests of evaluations that go batch by batch. */
package dev.xmcgan.evaluation.streaming;
