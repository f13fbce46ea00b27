package io.bailiwick.enforcer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The certificates of the enforcer and its callers, of one authority; and those of a stranger. */
final class CallerCertificates {
  static final String PASSWORD = "for-tests";
  static final String HUB = "spiffe://cluster.local/ns/hub/sa/repositories";

  private final Path dir;

  private CallerCertificates(Path dir) {
    this.dir = dir;
  }

  /** Creates them with the JDK's keytool, or takes those of an earlier run: each takes a while. */
  static CallerCertificates create() {
    Path dir = Path.of("target", "caller-certificates");
    try {
      if (!Files.exists(dir)) {
        Path made = Files.createTempDirectory(Files.createDirectories(dir.getParent()), "made");
        new CallerCertificates(made).make();
        Files.move(made, dir);
      }
      return new CallerCertificates(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  Path keys() {
    return dir.resolve("keys.p12");
  }

  /** The enforcer trusts the authority, and a certificate that has expired. */
  Path trusted() {
    return dir.resolve("trusted.p12");
  }

  private void make() throws IOException, GeneralSecurityException {
    generate("authority", "CN=authority", "-ext", "bc:c");
    signed("server", "CN=enforcer", "-ext", "san=ip:127.0.0.1,dns:localhost");
    signed("hub", "CN=any", "-ext", "san=uri:" + HUB);
    signed("unnamed", "CN=any", "-ext", "san=uri:spiffe://cluster.local/ns/hub/sa/other");
    signed("subject", "CN=reports,O=hub");
    signed("both", "CN=reports,O=hub", "-ext", "san=uri:" + HUB + ",uri:" + HUB + "2");
    signed("expired", "CN=any", "-ext", "san=uri:" + HUB, "-startdate", "-3d", "-validity", "1");
    generate("stranger", "CN=stranger", "-ext", "san=uri:" + HUB);
    generate("old", "CN=old", "-ext", "san=uri:" + HUB, "-startdate", "-3d", "-validity", "1");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", load(keys()).getCertificate("authority"));
    trusted.setCertificateEntry("old", load(keys()).getCertificate("old"));
    try (OutputStream out = Files.newOutputStream(trusted())) {
      trusted.store(out, PASSWORD.toCharArray());
    }
  }

  private void signed(String alias, String name, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of("-signer", "authority"));
    options.addAll(List.of(more));
    generate(alias, name, options.toArray(String[]::new));
  }

  private void generate(String alias, String name, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                keys().toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC"));
    command.addAll(List.of(more));
    if (!command.contains("-validity")) {
      command.addAll(List.of("-validity", "3650"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(said);
    }
  }

  private static KeyStore load(Path path) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(path)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  /** Returns the TLS of a caller that shows the certificate of that name, wanted or not. */
  SSLContext tls(String name) {
    try {
      KeyStore all = load(keys());
      return tls(new Shown(name, all, (PrivateKey) all.getKey(name, PASSWORD.toCharArray())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the TLS of a caller with these keys; none is without. */
  SSLContext tls(KeyManager... keys) {
    try {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(load(trusted()));
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(keys, trust.getTrustManagers(), null);
      return tls;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDK's own would not show a certificate of an authority that the server does not name. */
  private static final class Shown extends X509ExtendedKeyManager {
    private final String name;
    private final KeyStore all;
    private final PrivateKey key;

    Shown(String name, KeyStore all, PrivateKey key) {
      this.name = name;
      this.all = all;
      this.key = key;
    }

    @Override
    public String chooseEngineClientAlias(
        String[] types, Principal @Nullable [] authorities, @Nullable SSLEngine engine) {
      return name;
    }

    @Override
    public String chooseClientAlias(
        String[] types, Principal @Nullable [] authorities, @Nullable Socket socket) {
      return name;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      try {
        return Stream.of(all.getCertificateChain(alias))
            .map(X509Certificate.class::cast)
            .toArray(X509Certificate[]::new);
      } catch (KeyStoreException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] authorities) {
      return new String[] {name};
    }

    @Override
    public String[] getServerAliases(String type, Principal @Nullable [] authorities) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] authorities, @Nullable Socket socket) {
      return null;
    }
  }
}
