package dev.xmcgan.gateway.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.xmcgan.gateway.config.GatewayConfig;
import dev.xmcgan.gateway.publishing.RequestLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServingKafka.class)
class LogsTest {
  private static final String ID = "01936e58-0000-7000-8000-00000000beef";

  @Inject GatewayConfig config;

  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final Handler handler = new Collecting();

  @BeforeEach
  void collect() {
    Ready.awaitReady();
    Logger.getLogger("").addHandler(handler);
  }

  @AfterEach
  void stop() {
    Logger.getLogger("").removeHandler(handler);
  }

  @Test
  void aCallIsLoggedWithTheRequestThatItsPathNames() {
    // when
    given().get("/v1/requests/" + ID + "/failing").then().statusCode(500);

    // then
    assertThat(failures()).singleElement().extracting(Line::requestId).isEqualTo(ID);
  }

  @Test
  void aCallIsLoggedWithTheRequestThatItMade() {
    // when
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("prompt", "a red circle"))
        .post("/v1/requests/failing")
        .then()
        .statusCode(500);

    // then
    assertThat(failures())
        .singleElement()
        .satisfies(
            line -> {
              String id = line.cause().replaceAll(".*made ", "");
              assertThat(line.message()).contains(RequestLog.KEY + "=" + id);
            });
  }

  @Test
  void whatCannotBeWrittenIsAFaultAndNoOutage() {
    // when
    given()
        .get("/v1/requests/unwritable")
        .then()
        .statusCode(500)
        .body("error.code", equalTo("internal_error"));

    // then
    assertThat(failures())
        .singleElement()
        .extracting(Line::cause)
        .asString()
        .contains("SerializationException", "CaptionRequest");
  }

  @Test
  void whatACallerMakesUpIsNotLoggedAsARequest() {
    // when
    given().get("/v1/requests/made-up/failing").then().statusCode(500);
    given().get("/v1/requests/{id}/failing", "a\nb").then().statusCode(500);

    // then
    assertThat(failures())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line.requestId()).isNull())
        .allSatisfy(line -> assertThat(line.message()).doesNotContain("\n"));
  }

  @Test
  void whoLeavesInTheMiddleOfABodyIsNoFailure() throws Exception {
    // given: as many as there is room for
    List<RawHttp> open =
        BodyLimitsTest.halfWay(
            config.pairs().maxUploads(), "/v1/pairs", "multipart/form-data; boundary=xyz");
    await().atMost(Ready.PATIENCE).until(this::uploaded, status -> status == 503);

    // when
    for (RawHttp each : open) {
      each.close();
    }

    // then
    await().atMost(Ready.PATIENCE).until(this::uploaded, status -> status == 400);
    assertThat(lines).noneMatch(line -> line.cause().contains("HttpClosedException"));
  }

  private int uploaded() {
    return given().multiPart("caption", "a ring").post("/v1/pairs").statusCode();
  }

  private List<Line> failures() {
    return lines.stream().filter(line -> line.message().contains("unexpected failure")).toList();
  }

  private record Line(String message, String cause, String requestId) {}

  private final class Collecting extends Handler {
    @Override
    public void publish(LogRecord record) {
      ExtLogRecord logged = ExtLogRecord.wrap(record);
      lines.add(
          new Line(
              logged.getFormattedMessage(),
              String.valueOf(record.getThrown()),
              logged.getMdc(RequestLog.KEY)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
