package dev.xmcgan.cli.services;

import dev.xmcgan.cli.data.DataDirectory;
import dev.xmcgan.cli.data.Home;
import dev.xmcgan.cli.data.PortChoice;
import dev.xmcgan.cli.supervision.Service;
import dev.xmcgan.localkafka.processes.ClassDataArchive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The processes of our own services, with their configuration as environment variables. What must
 * fit this stack (addresses, ports, ids) is always set; defaults such as the text encoder only
 * where the user's own environment does not say otherwise.
 */
final class Applications {
  private static final int FIRST_WORKER_PORT = 8090;
  private static final int TRAINER_PORT = 8190;

  // the models live outside the heap
  private static final List<String> GATEWAY_HEAP =
      List.of("-Xms64m", "-Xmx256m", "-XX:TieredStopAtLevel=1");
  private static final List<String> GENERATOR_HEAP = List.of("-Xms96m", "-Xmx384m");

  /**
   * Three times the images of a step (those that wait, those that are taken, and room) beside what
   * the starter's trainer has: 25 MB of official-128, 100 MB of official-256.
   */
  private static final Map<String, String> TRAINER_HEAPS =
      Map.of("official-128", "-Xmx768m", "official-256", "-Xmx1g");

  private static final List<String> QUICK_START =
      List.of(
          // newer JDKs warn of each native library without it
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-XX:+ExitOnOutOfMemoryError",
          "-Djava.awt.headless=true",
          // what is said is English, its digits too
          "-Duser.language=en");

  private final Home home;
  private final DataDirectory data;
  private final StackShape shape;
  private final HealthProbes probes;
  private final Set<Integer> takenPorts;

  Applications(
      Home home,
      DataDirectory data,
      StackShape shape,
      HealthProbes probes,
      Set<Integer> takenPorts) {
    this.home = home;
    this.data = data;
    this.shape = shape;
    this.probes = probes;
    this.takenPorts = takenPorts;
  }

  List<Service> all() {
    List<Service> all = new ArrayList<>();
    all.add(gateway());
    for (int number = 1; number <= shape.workers(); number++) {
      all.add(generator(number));
    }
    for (TrainedChannel channel : shape.trainers()) {
      boolean first = channel.equals(shape.trainers().get(0));
      all.add(
          trainer(first ? ServiceNames.TRAINER : ServiceNames.trainer(channel.name()), channel));
    }
    return all;
  }

  private Service gateway() {
    return service(
        ServiceNames.GATEWAY,
        ServiceNames.GATEWAY,
        shape.ports().gateway(),
        List.of(),
        GATEWAY_HEAP,
        Map.of(
            "XMCGAN_GATEWAY_CHECKPOINTS_DIRECTORY",
            literal(data.service(ServiceNames.GATEWAY).resolve("checkpoints"))));
  }

  private Service generator(int number) {
    String name = ServiceNames.generator(number);
    Map<String, String> environment = new HashMap<>();
    environment.put("XMCGAN_WORKER_ID", name);
    environment.put("XMCGAN_WORKER_DATA_DIR", literal(data.service(name)));
    environment.put(
        "XMCGAN_WORKER_SHARED_CHECKPOINTS",
        literal(data.service(ServiceNames.GENERATOR).resolve("checkpoints")));
    putUnlessSet(environment, "XMCGAN_WORKER_TEXT_ENCODER", literal(home.textEncoder()));
    int port = freePort(FIRST_WORKER_PORT + number - 1);
    return service(name, ServiceNames.GENERATOR, port, List.of(), GENERATOR_HEAP, environment);
  }

  private Service trainer(String name, TrainedChannel channel) {
    Map<String, String> environment = new HashMap<>();
    environment.put("XMCGAN_TRAINER_ID", name);
    environment.put("XMCGAN_TRAINER_CHANNEL", channel.name());
    environment.put("XMCGAN_TRAINER_DATA_DIR", literal(data.service(name)));
    putUnlessSet(environment, "XMCGAN_TRAINER_TEXT_ENCODER", literal(home.textEncoder()));
    // whoever waits for an image comes before training
    List<String> nice =
        Programs.find("nice").map(program -> List.of(program, "-n", "10")).orElse(List.of());
    // as system properties they go before the environment, and unknown ones are refused
    List<String> flags = new ArrayList<>(trainerHeap(channel.keys(), System.getenv()));
    channel.keys().forEach((key, value) -> flags.add("-D" + key + "=" + value));
    return service(name, ServiceNames.TRAINER, freePort(TRAINER_PORT), nice, flags, environment);
  }

  /**
   * Of a trainer, by the preset that it has.
   *
   * @param keys of its channel, which go before the environment
   */
  static List<String> trainerHeap(Map<String, String> keys, Map<String, String> environment) {
    String preset =
        keys.getOrDefault(
            "xmcgan.trainer.preset", environment.getOrDefault("XMCGAN_TRAINER_PRESET", ""));
    return List.of("-Xms96m", TRAINER_HEAPS.getOrDefault(preset, "-Xmx640m"));
  }

  private Service service(
      String name,
      String module,
      int port,
      List<String> nice,
      List<String> jvmFlags,
      Map<String, String> own) {
    Map<String, String> environment = new HashMap<>(own);
    ShellKafkaVariables.names().forEach(variable -> environment.put(variable, ""));
    environment.put("XMCGAN_KAFKA_BOOTSTRAP_SERVERS", shape.ports().bootstrapServers());
    environment.put("XMCGAN_REGISTRY_URL", shape.ports().registryUrl());
    environment.put("XMCGAN_TOPIC_PREFIX", shape.topicPrefix());
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("OPT_OUT_TRACKING", "true");
    // fewer arenas of the C allocator: much less memory held, no slower with our few threads
    putUnlessSet(environment, "MALLOC_ARENA_MAX", "2");
    // threads of one pass that wait for each other sleep: the cores have other services to run
    putUnlessSet(environment, "OMP_WAIT_POLICY", "PASSIVE");
    // on a GPU, too, float32 means float32
    putUnlessSet(environment, "NVIDIA_TF32_OVERRIDE", "0");
    List<String> flags = new ArrayList<>(jvmFlags);
    flags.addAll(QUICK_START);
    flags.addAll(opened(Runtime.version().feature()));
    return new QuarkusService(
        name,
        module,
        port,
        data.log(name),
        probes.of(name, port),
        probes.liveness(name, port),
        home.serviceJar(module),
        nice,
        flags,
        environment,
        data.service(name),
        ClassDataArchive.directory(home.classArchives(), data.classArchives()));
  }

  /**
   * From JDK 24 on, a thread that Quarkus takes again ends at its second task without this. A JVM
   * that is told it starts later: it does without its archived modules.
   */
  static List<String> opened(int javaVersion) {
    return javaVersion < 24 ? List.of() : List.of("--add-opens=java.base/java.lang=ALL-UNNAMED");
  }

  private int freePort(int preferred) {
    int port = PortChoice.preferably(preferred, takenPorts);
    takenPorts.add(port);
    return port;
  }

  /** A path as a setting: a dollar sign in it begins no expression. */
  static String literal(Path path) {
    return path.toString().replace("$", "$$");
  }

  private static void putUnlessSet(Map<String, String> environment, String key, String value) {
    if (System.getenv(key) == null) {
      environment.put(key, value);
    }
  }
}
