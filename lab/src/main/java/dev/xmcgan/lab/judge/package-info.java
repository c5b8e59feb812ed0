/** Training of the judge of drawn scenes, whose weights ship with the evaluation. */
package dev.xmcgan.lab.judge;
