package dev.xmcgan.gateway.protection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.xmcgan.gateway.protection.OriginRules.Source;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginRulesTest {
  private static final String HOST = "draw.example:8080";

  private final OriginRules rules =
      new OriginRules(List.of("https://friend.example", "/https://.*\\.friends\\.example/"));

  @ParameterizedTest
  @CsvSource({
    // neither header: no browser
    "POST,,,,                                        true",
    "DELETE,,,,                                      true",
    // the page itself
    "POST, http://draw.example:8080, same-origin,,   true",
    "POST, http://Draw.Example:8080,,,               true",
    "POST,, same-origin,,                            true",
    "GET,, same-origin,,                             true",
    "GET,, none, navigate,                           true",
    // others
    "POST, http://evil.example, cross-site, no-cors, false",
    "POST, http://evil.example,,,                    false",
    "POST,, cross-site, no-cors,                     false",
    "POST,, cross-site, navigate,                    false",
    "POST,, same-site, cors,                         false",
    "POST,, something-new,,                          false",
    "POST, http://draw.example:9090, same-site,,     false",
    "POST, http://draw.example, same-site,,          false",
    "POST, http://draw.example:8080, cross-site,,    false",
    "POST, http://draw.example:8080/x,,,             false",
    "POST, http://x@draw.example:8080,,,             false",
    "POST, null, cross-site,,                        false",
    "POST, null,,,                                   false",
    "POST, '',,,                                     false",
    "POST, not a uri,,,                              false",
    "PUT, http://evil.example,,,                     false",
    "OPTIONS, http://evil.example, cross-site, cors, false",
    "GET, http://evil.example, cross-site, cors,     false",
    "GET,, cross-site, no-cors,                      false",
    "GET,, same-site, no-cors,                       false",
    "GET,, cross-site, navigate,                     false",
    "HEAD,, cross-site, no-cors,                     false",
    // who is allowed to
    "POST, https://friend.example, cross-site,,      true",
    "POST, https://a.friends.example, cross-site,,   true",
    "POST, http://friend.example, cross-site,,       false",
    "POST, https://friend.example.evil, cross-site,, false",
  })
  void theApiIsForTheOwnPageAndForPrograms(
      String method, String origin, String site, String mode, boolean allowed) {
    assertThat(rules.allow(source(method, "/v1/releases/stable", site, mode, null, origin)))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,  /,             document, true",
    "GET,  /index.html,,            true",
    "HEAD, /,             document, true",
    "GET,  /q/health,     document, true",
    "GET,  /,             iframe,   false",
    "GET,  /,             object,   false",
    "POST, /,             document, false",
    "GET,  /v1/models,    document, false",
    "GET,  /v1/events,    document, false",
  })
  void aLinkElsewhereMayLeadToThePage(
      String method, String path, String destination, boolean allowed) {
    assertThat(rules.allow(source(method, path, "cross-site", "navigate", destination)))
        .isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "http://draw.example,  draw.example:80,  true",
    "https://draw.example, draw.example,     true",
    "https://draw.example, draw.example:443, true",
    "https://draw.example, draw.example:80,  false",
    "http://[::1]:8080,    [::1]:8080,       true",
    "http://draw.example,,                   false",
  })
  void portsThatNeedNotBeSaidAreUnderstood(String origin, String host, boolean allowed) {
    Source source = new Source("POST", "/v1/pairs", host, List.of(origin), null, null, null);

    assertThat(rules.allow(source)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"https://friend.example, https://friend.example"})
  void severalOriginsAreNone(String one, String other) {
    assertThat(rules.allow(source("POST", "/v1/pairs", null, null, null, one, other))).isFalse();
  }

  private static Source source(
      String method, String path, String site, String mode, String destination, String... origins) {
    List<String> given = Arrays.asList(origins);
    return new Source(
        method, path, HOST, given.contains(null) ? List.of() : given, site, mode, destination);
  }
}
