/** Whether a checkpoint may be served: its images of held-out captions beside the served one's. */
package dev.xmcgan.trainer.gate;
