package dev.xmcgan.lab.bench.load;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicLong;

/** Asks the images API for one image after the other. */
public final class HttpLoad implements ClosedLoad.RoundTrip {
  private static final int OK = 200;

  private final URI images;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong captions = new AtomicLong();

  public HttpLoad(URI gateway) {
    images = gateway.resolve("/v1/images/generations");
  }

  @Override
  public void make() throws IOException, InterruptedException {
    String caption = BenchCaptions.of("web", captions.getAndIncrement());
    HttpRequest request =
        HttpRequest.newBuilder(images)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"prompt\": \"%s\"}".formatted(caption)))
            .build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != OK) {
      throw CommandException.failed(
          "the gateway answered %d: %s".formatted(answer.statusCode(), answer.body()));
    }
  }
}
