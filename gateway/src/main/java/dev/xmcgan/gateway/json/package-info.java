/** JSON bodies of calls, read so that a wrong one is an error that names its field. */
package dev.xmcgan.gateway.json;
