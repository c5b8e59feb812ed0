package dev.xmcgan.localkafka.processes;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;

/** Ready when a URL answers 200. */
public final class HttpProbe implements ReadinessProbe {

  private static final int TIMEOUT_MILLIS = 2_000;

  private final URL url;

  public HttpProbe(URI uri) {
    try {
      this.url = uri.toURL();
    } catch (IOException e) {
      throw new IllegalArgumentException("no URL: " + uri, e);
    }
  }

  @Override
  public boolean isReady() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    try {
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } finally {
      connection.disconnect();
    }
  }
}
