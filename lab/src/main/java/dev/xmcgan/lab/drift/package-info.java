/** How a trained model takes in new concepts, and what it keeps of the old ones. */
package dev.xmcgan.lab.drift;
