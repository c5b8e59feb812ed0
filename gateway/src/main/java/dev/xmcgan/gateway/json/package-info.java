/** JSON bodies: read strictly into records, every mistake named by its field. */
package dev.xmcgan.gateway.json;
