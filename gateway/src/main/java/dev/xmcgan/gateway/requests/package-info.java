/** Requests for images: onto Kafka, waited for, looked for, cancelled. */
package dev.xmcgan.gateway.requests;
