/** The Quarkus application: configuration, start and stop, health. */
package dev.xmcgan.trainer.app;
