package dev.xmcgan.cli.keys;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.xmcgan.cli.CommandException;
import dev.xmcgan.cli.ExitCode;
import dev.xmcgan.cli.data.KafkaOptions;
import dev.xmcgan.schemas.ApiKey;
import dev.xmcgan.schemas.ApiRole;
import dev.xmcgan.schemas.limits.RequestLimits;
import dev.xmcgan.schemas.limits.ReservedNames;
import dev.xmcgan.transport.KeySecret;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done with keys. */
final class KeyCommands {
  private KeyCommands() {}

  /** What a key may be good for. */
  enum Role {
    GENERATE,
    TRAIN,
    ADMIN;

    private ApiRole inSchema() {
      return ApiRole.valueOf(name());
    }
  }

  /** What they have in common. */
  abstract static class OnKeys implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private KafkaOptions kafka;

    /** Does it. */
    abstract void run(KeyTopic keys, PrintWriter out) throws InterruptedException;

    @Override
    public Integer call() throws InterruptedException {
      try (KeyTopic keys = KeyTopic.open(kafka.settings())) {
        run(keys, spec.commandLine().getOut());
      }
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    }
  }

  /** Makes one. */
  @Command(
      name = "create",
      header = "Makes a key.",
      description =
          "Makes a key and prints it, this once: callers send it as 'Authorization: Bearer KEY'.")
  static final class Create extends OnKeys {
    @Option(
        names = "--name",
        paramLabel = "NAME",
        required = true,
        description = "Whose it is; what is done with it is done by this name.")
    private String name;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        split = ",",
        defaultValue = "generate",
        description =
            "generate: ask for images. train: bring pairs. admin: all of it, releases and"
                + " checkpoints too. Several may be given (default: ${DEFAULT-VALUE}).")
    private Set<Role> roles;

    @Option(
        names = "--images-per-minute",
        paramLabel = "N",
        description =
            "Most images that its owner may ask for within a minute, at least 10; 0 = any number"
                + " (default: as the gateway is configured).")
    private Integer imagesPerMinute;

    @Option(
        names = "--open-requests",
        paramLabel = "N",
        description =
            "Most requests that its owner may have open at a time; 0 = any number"
                + " (default: as the gateway is configured).")
    private Integer openRequests;

    @Option(names = "--json", description = "Tell it as one JSON object.")
    private boolean json;

    private void requireLimits() {
      if (imagesPerMinute != null
          && imagesPerMinute != 0
          && imagesPerMinute < RequestLimits.MAX_COUNT) {
        throw CommandException.usage(
            "--images-per-minute is 0, or at least the "
                + RequestLimits.MAX_COUNT
                + " images of one request");
      }
      if (openRequests != null && openRequests < 0) {
        throw CommandException.usage("--open-requests is at least 0");
      }
    }

    @Override
    void run(KeyTopic keys, PrintWriter out) {
      requireLimits();
      if (name.isBlank() || name.length() > 100) {
        throw CommandException.usage("--name has 1 to 100 characters");
      }
      if (ReservedNames.contains(name)) {
        throw CommandException.usage(
            "--name %s stands for callers without a key; take another".formatted(name));
      }
      String secret = KeySecret.create(new SecureRandom());
      String id = KeySecret.idOf(secret).orElseThrow();
      Set<ApiRole> given = EnumSet.noneOf(ApiRole.class);
      roles.forEach(role -> given.add(role.inSchema()));
      keys.put(
          ApiKey.newBuilder()
              .setKeyId(id)
              .setSecretHash(KeySecret.hash(secret))
              .setName(name.strip())
              .setRoles(java.util.List.copyOf(given))
              .setCreatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
              .setCreatedBy(user())
              .setImagesPerMinute(imagesPerMinute)
              .setOpenRequests(openRequests)
              .build(),
          user());
      if (json) {
        out.println(
            new ObjectMapper()
                .createObjectNode()
                .put("id", id)
                .put("name", name.strip())
                .put("roles", words(given))
                .put("key", secret));
      } else {
        out.printf("%s%n", secret);
        out.printf("It is shown this once; ./xmcgan keys revoke %s ends it.%n", id);
      }
    }
  }

  /** All of them. */
  @Command(
      name = "list",
      description = "Every key, the newest first: its id, whose it is, its roles, its age.")
  static final class List extends OnKeys {
    @Override
    void run(KeyTopic keys, PrintWriter out) {
      keys.all().values().stream()
          .sorted(Comparator.comparing(ApiKey::getCreatedAt).reversed())
          .forEach(
              key ->
                  out.printf(
                      "%s  %-16s  %-22s  since %s%s%s%n",
                      key.getKeyId(),
                      key.getName(),
                      words(key.getRoles()),
                      day(key.getCreatedAt()),
                      limits(key),
                      key.getRevokedAt() == null ? "" : ", revoked " + day(key.getRevokedAt())));
    }

    private static String limits(ApiKey key) {
      return (key.getImagesPerMinute() == null
              ? ""
              : ", %d images a minute".formatted(key.getImagesPerMinute()))
          + (key.getOpenRequests() == null
              ? ""
              : ", %d requests open".formatted(key.getOpenRequests()));
    }

    private static String day(Instant instant) {
      return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
  }

  /** Ends one. */
  @Command(name = "revoke", description = "Ends a key; calls with it are refused from then on.")
  static final class Revoke extends OnKeys {
    @Parameters(paramLabel = "ID", description = "As 'keys list' shows it.")
    private String id;

    @Override
    void run(KeyTopic keys, PrintWriter out) {
      ApiKey key = keys.all().get(id);
      if (key == null) {
        throw CommandException.failed("no key " + id + "; ./xmcgan keys list shows them");
      }
      if (key.getRevokedAt() == null) {
        keys.put(
            ApiKey.newBuilder(key)
                .setRevokedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build(),
            user());
      }
      out.printf("%s of %s is revoked%n", id, key.getName());
    }
  }

  private static String user() {
    return System.getProperty("user.name", "somebody");
  }

  private static String words(java.util.Collection<ApiRole> roles) {
    return roles.stream()
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(","));
  }
}
