package dev.xmcgan.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpHealthProbeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'status':'UP','checks':[]} | healthy | true",
        "{'status':'DOWN','checks':[{'name':'kafka','status':'DOWN'}]} | unhealthy | false",
        "{'status':'UP','checks':[{'name':'a'},{'data':{'state':'SERVING'}}]} | serving | true",
        "{'status':'DOWN','checks':[{'data':{'state':'WAITING_FOR_RELEASE'}}]}"
            + " | waiting-for-release | false"
      })
  void readsTheStateThatAServiceReports(String document, String state, boolean up)
      throws Exception {
    // when
    Health health =
        HttpHealthProbe.read(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8));

    // then
    assertThat(health).isEqualTo(new Health(state, up));
  }

  @Test
  void whoDoesNotListenYetIsStarting() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    URI document = URI.create("http://127.0.0.1:" + port + "/q/health/ready");

    assertThat(new HttpHealthProbe(HttpClient.newHttpClient(), document).ask())
        .isEqualTo(Health.STARTING);
  }

  @Test
  void readsTheDocumentAlsoWhenTheStatusIs503() throws Exception {
    // given
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"status\":\"DOWN\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      URI document = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");

      // then
      assertThat(new HttpHealthProbe(HttpClient.newHttpClient(), document).ask())
          .isEqualTo(Health.UNHEALTHY);
    } finally {
      server.stop(0);
    }
  }
}
