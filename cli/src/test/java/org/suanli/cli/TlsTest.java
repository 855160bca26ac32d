package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Members;
import org.suanli.cli.wire.Wire;

/// A server whose certificate no machine trusts by itself.
@Timeout(60)
class TlsTest {
  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder = Path.of("");
  private final HttpsServer server;

  TlsTest() throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() throws Exception {
    var file = folder.resolve("store.p12");
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "centre",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(STORE_PASSWORD))
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    var store = KeyStore.getInstance(file.toFile(), STORE_PASSWORD);
    var certificate = store.getCertificate("centre").getEncoded();
    Files.writeString(
        folder.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(certificate)));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, STORE_PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    var member = new Members.Member("member-4", Members.Role.OPERATOR, null, "Ada", null, false);
    var session = new Members.Session(member, List.of(Members.Scope.ALL), ClientRun.NOW, true);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body = Wire.write(session).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void aCertificateThatIsNotTrustedIsSaidAtOnceWithTheWayOut() {
    var run = new ClientRun(folder).with("SUANLI_SERVER", url()).with("SUANLI_TOKEN", "slt_a");
    var result = run.run("whoami");
    assertThat(result.code()).isEqualTo(6);
    assertThat(result.err()).contains("certificate that is trusted", "SUANLI_CA_FILE");
    assertThat(run.pauses()).isEmpty();
  }

  @Test
  void theVariableNamesTheCertificatesToTrust() {
    var run = new ClientRun(folder).with("SUANLI_SERVER", url()).with("SUANLI_TOKEN", "slt_a");
    var result = run.with("SUANLI_CA_FILE", "ca.pem").run("whoami");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("member-4");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void loginKeepsTheFileInTheProfile() {
    var run = new ClientRun(folder).input("slt_typed\n");
    var result = run.run("login", url(), "--token", "-", "--ca-file", "ca.pem");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(run.run("whoami").code()).isZero();
  }

  @Test
  void aFileWithoutCertificatesIsSaid() throws IOException {
    Files.writeString(folder.resolve("empty.pem"), "");
    var run = new ClientRun(folder).with("SUANLI_SERVER", url()).with("SUANLI_TOKEN", "slt_a");
    var result = run.with("SUANLI_CA_FILE", "empty.pem").run("whoami");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("empty.pem", "PEM");
  }
}
