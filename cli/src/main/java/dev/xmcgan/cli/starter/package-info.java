/** The weights that ship with the project become the first release. */
package dev.xmcgan.cli.starter;
