/** The forms in which data sets are read, by the names they have on the command line. */
package dev.xmcgan.datasets.formats;
