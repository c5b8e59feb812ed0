/** What comparisons of models share: scenes they are judged on, files of what was found. */
package dev.xmcgan.lab.experiments;
