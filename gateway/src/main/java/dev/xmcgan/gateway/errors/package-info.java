/**
 * Errors as callers see them: OpenAI's error object on its paths, RFC 9457's problem elsewhere,
 * with the right HTTP status, whatever went wrong.
 */
package dev.xmcgan.gateway.errors;
