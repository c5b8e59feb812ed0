/** What a request and a pair may hold: the same numbers at every door. */
package dev.xmcgan.schemas.limits;
