package dev.xmcgan.gateway.protection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names under which the gateway may be addressed. A web page whose own name is made to resolve
 * to this machine (DNS rebinding) is of the same origin as the gateway for the browser; only the
 * {@code Host} header tells that it was not meant.
 *
 * @param names lower case, without ports; {@code *.example.org} stands for all names under it,
 *     {@code *} for every name
 * @param anyAddress whether every literal address is good, not only those of the loopback: an
 *     address cannot be rebound
 */
record AllowedHosts(List<String> names, boolean anyAddress) {
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9._-]{1,255})(?::[0-9]{0,5})?");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final List<String> LOOPBACK = List.of("localhost", "*.localhost");

  AllowedHosts {
    names = names.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * What is good by default, and more.
   *
   * @param listensOn the address or name that the server is bound to
   */
  static AllowedHosts of(String listensOn, List<String> more) {
    String bound = listensOn.contains(":") ? "[" + listensOn + "]" : listensOn;
    boolean onlyLoopback = new AllowedHosts(LOOPBACK, false).allows(bound);
    return new AllowedHosts(
        Stream.of(LOOPBACK, List.of(bound), more).flatMap(List::stream).toList(), !onlyLoopback);
  }

  /** Whether a {@code Host} header names the gateway; any port does. */
  boolean allows(String header) {
    Matcher host = HOST.matcher(header);
    if (!host.matches()) {
      return false;
    }
    String name = host.group(1).toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return isAddress(name) && (anyAddress || isLoopback(name)) || isNamed(name);
  }

  private boolean isNamed(String host) {
    return names.stream()
        .anyMatch(
            name ->
                name.equals("*")
                    || name.equals(host)
                    || name.startsWith("*.") && host.endsWith(name.substring(1)));
  }

  private static boolean isAddress(String host) {
    return host.startsWith("[") || IPV4.matcher(host).matches();
  }

  private static boolean isLoopback(String address) {
    try {
      // a literal: nothing is looked up
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException noAddress) {
      return false;
    }
  }
}
