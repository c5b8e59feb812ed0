/** Tells from the scalars of training when it gets nowhere. */
package dev.xmcgan.trainer.alerts;
