/** What the local stack consists of, and the command line of each of its processes. */
package dev.xmcgan.cli.services;
