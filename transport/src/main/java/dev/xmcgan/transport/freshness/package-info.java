/** How long pairs take from their arrival to the first image of a release that learned them. */
package dev.xmcgan.transport.freshness;
