package dev.xmcgan.transport.serde;

/** The schema registry answered that it has no such schema. */
class UnknownSchemaException extends RuntimeException {

  UnknownSchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
