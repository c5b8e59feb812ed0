package dev.xmcgan.gateway.protection;

import io.netty.handler.codec.http.HttpUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/**
 * Brings JSON into UTF-8 where its {@code Content-Type} names another charset, as parts of forms
 * are: what is behind here reads UTF-8 alone.
 */
final class BodyCharset {
  private BodyCharset() {}

  /** Brings the body of a call there; false where that cannot be done. */
  static boolean toUtf8(RoutingContext call) {
    Buffer body = call.body().buffer();
    if (body == null) {
      return true;
    }
    byte[] bytes = body.getBytes();
    try {
      byte[] utf8 = toUtf8(call.request().getHeader(HttpHeaders.CONTENT_TYPE), bytes);
      if (utf8 != bytes) {
        ((RoutingContextInternal) call).setBody(Buffer.buffer(utf8));
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * The body in UTF-8; the same bytes where no other charset is named.
   *
   * @param contentType may be null
   * @throws CharacterCodingException when the body is not in that charset, or there is none of that
   *     name
   */
  static byte[] toUtf8(String contentType, byte[] body) throws CharacterCodingException {
    CharSequence name = contentType == null ? null : HttpUtil.getCharsetAsSequence(contentType);
    if (name == null) {
      return body;
    }
    Charset charset = charset(name.toString().strip().replace("\"", ""));
    if (charset.equals(StandardCharsets.UTF_8)) {
      return body;
    }
    // a decoder that is made here reports what it cannot decode
    return charset
        .newDecoder()
        .decode(ByteBuffer.wrap(body))
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Charset charset(String name) throws CharacterCodingException {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      CharacterCodingException unknown = new CharacterCodingException();
      unknown.initCause(e);
      throw unknown;
    }
  }
}
