/** Release channels and checkpoints as OpenAI models. */
package dev.xmcgan.gateway.models;
