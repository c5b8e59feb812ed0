package dev.xmcgan.lab.bench.streaming;

import dev.xmcgan.cli.CommandException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Reads what a service counts, from its page for Prometheus. */
final class ServiceMetrics {
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI page;

  /**
   * @param port where the service listens on loopback
   */
  ServiceMetrics(int port) {
    page = URI.create("http://127.0.0.1:%d/q/metrics".formatted(port));
  }

  /**
   * The values of metrics, in the order of the names; of one with labels, the first that is listed.
   */
  List<Double> read(List<String> names) throws IOException, InterruptedException {
    List<String> lines =
        client
            .send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
            .body()
            .lines()
            .toList();
    return names.stream().map(name -> value(lines, name)).toList();
  }

  private double value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .boxed()
        .findFirst()
        .orElseThrow(() -> CommandException.failed("no metric " + name + " at " + page));
  }
}
