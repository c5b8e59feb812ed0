/** How good generated images are, and how well they show what their captions say. */
package dev.xmcgan.evaluation;
