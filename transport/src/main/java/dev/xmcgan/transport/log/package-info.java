/** Topics followed to their end and on: record by record, or as a map of the newest values. */
package dev.xmcgan.transport.log;
