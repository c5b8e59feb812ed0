/** The OpenAI Images API: a request in JSON becomes a caption request on Kafka and its answer. */
package dev.xmcgan.gateway.images;
