/**
 * Errors as callers see them: OpenAI's error object with the right HTTP status, whatever went
 * wrong.
 */
package dev.xmcgan.gateway.errors;
