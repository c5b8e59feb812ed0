/** Tests of FID and KID against closed forms and brute force. */
package dev.xmcgan.evaluation.quality;
