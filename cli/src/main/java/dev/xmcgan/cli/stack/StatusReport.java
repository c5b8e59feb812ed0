package dev.xmcgan.cli.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.xmcgan.cli.data.StackState;
import dev.xmcgan.cli.health.ResidentMemory;
import dev.xmcgan.cli.services.HealthProbes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a stack is at this moment.
 *
 * @param state what is on record; empty when nothing runs
 * @param launcherBytes memory of the supervising process
 */
record StatusReport(Optional<StackState> state, List<ServiceReport> services, long launcherBytes) {
  private static final double MEBIBYTE = 1L << 20;

  static StatusReport of(Optional<StackState> state) {
    if (state.isEmpty()) {
      return new StatusReport(state, List.of(), 0);
    }
    HealthProbes probes = new HealthProbes();
    List<ServiceReport> services =
        state.get().services().parallelStream()
            .map(service -> ServiceReport.of(service, probes))
            .toList();
    long launcher =
        state
            .get()
            .launcher()
            .find()
            .map(process -> ResidentMemory.of(process.pid()).orElse(0))
            .orElse(0L);
    return new StatusReport(state, services, launcher);
  }

  /** Whether a launcher keeps it running; what a killed one left is shown all the same. */
  boolean running() {
    return state.flatMap(stack -> stack.launcher().find()).isPresent();
  }

  long totalBytes() {
    return launcherBytes + services.stream().mapToLong(ServiceReport::residentBytes).sum();
  }

  /** One object; the URLs are null when nothing runs. */
  String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("url", state.map(stack -> stack.ports().url()).orElse(null));
    json.put("kafka", state.map(stack -> stack.ports().bootstrapServers()).orElse(null));
    json.put("registry", state.map(stack -> stack.ports().confluentRegistryUrl()).orElse(null));
    json.put("topicPrefix", state.map(StackState::topicPrefix).orElse(null));
    ArrayNode list = json.putArray("services");
    for (ServiceReport service : services) {
      ObjectNode entry = list.addObject();
      entry.put("name", service.name());
      entry.put("pid", service.pid());
      entry.put("state", service.state());
      entry.put("port", service.port());
      entry.put("residentBytes", service.residentBytes());
      entry.put("restarts", service.restarts());
      entry.put("startedAt", service.startedAt().toString());
    }
    json.put("launcherBytes", launcherBytes);
    json.put("residentBytes", totalBytes());
    return json.toPrettyString();
  }

  /** A table for people, of a stack that is there. */
  List<String> lines() {
    StackState stack = state.orElseThrow();
    List<String> lines = new ArrayList<>();
    lines.add("url       " + stack.ports().url());
    lines.add("kafka     " + stack.ports().bootstrapServers());
    lines.add("registry  " + stack.ports().confluentRegistryUrl());
    lines.add("");
    int widest = services.stream().mapToInt(each -> each.name().length()).max().orElse(0);
    String row = "%-" + Math.max(20, widest) + "s %-22s %8s %6s %9s %9s";
    lines.add(String.format(row, "service", "state", "pid", "port", "memory", "restarts"));
    for (ServiceReport service : services) {
      lines.add(
          String.format(
              row,
              service.name(),
              service.state(),
              service.pid(),
              service.port(),
              mebibytes(service.residentBytes()),
              service.restarts()));
    }
    long pid = stack.launcher().pid();
    lines.add(
        String.format(
            row,
            "launcher",
            running() ? "supervising" : "dead",
            pid,
            "",
            mebibytes(launcherBytes),
            ""));
    lines.add(String.format(row, "total", "", "", "", mebibytes(totalBytes()), ""));
    return lines;
  }

  private static String mebibytes(long bytes) {
    return String.format("%.0f MiB", bytes / MEBIBYTE);
  }
}
