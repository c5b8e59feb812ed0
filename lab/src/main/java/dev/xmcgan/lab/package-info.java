/** {@code ./xmcgan lab}: everything that trains without Kafka, measures or researches. */
package dev.xmcgan.lab;
