package dev.xmcgan.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints go out over HTTP and in by the command line, and the other way round. */
@ExtendWith(SharedStack.class)
@Tag("promise-5")
class CheckpointFilesIT {
  private final RunningStack stack;
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path directory;

  CheckpointFilesIT(RunningStack stack) {
    this.stack = stack;
  }

  @Test
  void whatOneWayHandsOutTheOtherTakes() throws Exception {
    // given
    String served =
        new HttpUser(stack.url()).get("/v1/releases/stable").path("checkpoint").asText();
    Path byCommand = directory.resolve("by-command");
    stack.run("checkpoints", "export", served, byCommand.toString());

    // when: out over HTTP
    Path byHttp = unzip(get("/v1/checkpoints/" + served + "/files"), "by-http");

    // then: the same files, and the command line takes them
    same(byHttp, byCommand);
    stack.run("checkpoints", "import", byHttp.toString(), "--id", served + "-by-command");
    same(
        unzip(get("/v1/checkpoints/" + served + "-by-command/files"), "back-over-http"), byCommand);

    // when: in over HTTP
    HttpResponse<String> created = post(zip(byCommand), served + "-by-http");

    // then
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    JsonNode checkpoint = new ObjectMapper().readTree(created.body());
    assertThat(checkpoint.path("id").asText()).isEqualTo(served + "-by-http");
    Path back = directory.resolve("back-by-command");
    stack.run("checkpoints", "export", served + "-by-http", back.toString());
    same(back, byCommand);

    // when: cut weights
    Path weights = byCommand.resolve("generator.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(whole, whole.length - 1));
    HttpResponse<String> refused = post(zip(byCommand), served + "-cut");

    // then
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body()).contains("generator.safetensors: tensor ");
  }

  private Path get(String path) throws Exception {
    Path file = Files.createTempFile(directory, "archive", ".zip");
    HttpResponse<Path> response =
        http.send(
            HttpRequest.newBuilder(stack.url().resolve(path)).build(),
            HttpResponse.BodyHandlers.ofFile(file));
    assertThat(response.statusCode()).isEqualTo(200);
    return file;
  }

  private HttpResponse<String> post(Path archive, String id) throws Exception {
    URI url = stack.url().resolve("/v1/checkpoints?id=" + id);
    return http.send(
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/zip")
            .POST(HttpRequest.BodyPublishers.ofFile(archive))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void same(Path one, Path other) throws IOException {
    assertThat(names(one)).contains("config.json", "generator.safetensors").isEqualTo(names(other));
    for (String name : names(one)) {
      assertThat(one.resolve(name)).hasSameBinaryContentAs(other.resolve(name));
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path zip(Path folder) throws IOException {
    Path archive = Files.createTempFile(directory, "made", ".zip");
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names(folder)) {
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(folder.resolve(name), zip);
        zip.closeEntry();
      }
    }
    return archive;
  }

  private Path unzip(Path archive, String name) throws IOException {
    Path folder = Files.createDirectory(directory.resolve(name));
    try (InputStream in = Files.newInputStream(archive);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.copy(zip, folder.resolve(entry.getName()));
      }
    }
    return folder;
  }
}
