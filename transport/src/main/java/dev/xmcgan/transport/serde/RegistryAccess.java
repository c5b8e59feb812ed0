package dev.xmcgan.transport.serde;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Credentials for the schema registry, and the certificates by which it is trusted.
 *
 * @param authorization the header of that name; empty when it asks for none
 * @param caFile PEM certificates to trust in the place of the JDK's
 */
public record RegistryAccess(Optional<String> authorization, Optional<Path> caFile) {

  /** A registry that asks for nothing and has a certificate that the JDK trusts, or none. */
  public static final RegistryAccess OPEN = new RegistryAccess(Optional.empty(), Optional.empty());

  /**
   * Checks what belongs together.
   *
   * @throws IllegalArgumentException naming the keys that do not go together
   */
  public static RegistryAccess of(
      Optional<String> username,
      Optional<String> password,
      Optional<String> token,
      Optional<String> caFile) {
    if (username.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException(
          "xmcgan.registry.username and xmcgan.registry.password go together");
    }
    if (username.isPresent() && token.isPresent()) {
      throw new IllegalArgumentException(
          "xmcgan.registry.token takes the place of xmcgan.registry.username: give one of them");
    }
    Optional<String> basic =
        username.map(
            name ->
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString(
                            (name + ":" + password.orElseThrow())
                                .getBytes(StandardCharsets.UTF_8)));
    return new RegistryAccess(
        basic.or(() -> token.map(text -> "Bearer " + text)), caFile.map(Path::of));
  }

  /**
   * Trusts the file's certificates, where there is one.
   *
   * @throws IllegalArgumentException when the file holds none or cannot be read
   */
  Optional<SSLContext> trust() {
    return caFile.map(RegistryAccess::trust);
  }

  private static SSLContext trust(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("ca" + trusted.size(), each);
      }
      if (trusted.size() == 0) {
        throw new IllegalArgumentException("xmcgan.registry.ca-file %s is empty".formatted(file));
      }
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "xmcgan.registry.ca-file %s holds no PEM certificates: %s".formatted(file, e), e);
    }
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "RegistryAccess[authorization=%s, caFile=%s]"
        .formatted(authorization.isPresent() ? "given" : "none", caFile);
  }
}
