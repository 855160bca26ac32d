package org.suanli.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Paths;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;
import org.suanli.server.wiring.StartedServer.Caller;

@Timeout(180)
@ExtendWith(FreshDatabase.class)
class TlsTest {
  private static final char[] STORE_PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder = Path.of("");

  @Test
  void withoutTlsNothingElseThanLoopbackIsListenedOn() {
    for (var bind : List.of("0.0.0.0", "::", "192.0.2.1")) {
      assertThatThrownBy(() -> new Settings.Address(bind, 0, Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("(" + bind + ")", "without TLS", "--tls-certificate");
    }
    for (var bind : List.of("127.0.0.1", "::1", "localhost")) {
      assertThat(new Settings.Address(bind, 0, Optional.empty()).scheme()).isEqualTo("http");
    }
  }

  @Test
  void withACertificateItServesHttpsAndTellsBrowsersToStayWithIt(Postgres postgres)
      throws Exception {
    var store = selfSigned();
    var tls = new Settings.Tls(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
    var settings =
        StartedServer.settings(
            folder, postgres.create("tls"), new Settings.Address("0.0.0.0", 0, Optional.of(tls)));
    var trusting = HttpClient.newBuilder().sslContext(trusting(store)).build();
    try (var centre = StartedServer.start(settings, trusting)) {
      assertThat(centre.server.address()).startsWith("https://").doesNotContain("0.0.0.0");
      for (var path : List.of(Paths.HEALTH, "/sign-in")) {
        var answer = centre.send(Caller.NOBODY, "GET", path, "");
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.headers().firstValue("Strict-Transport-Security").orElse(""))
            .as(path)
            .matches("max-age=[0-9]{8}");
      }
      var member = centre.ask("GET", Paths.SESSION, "").at("/member/member").asString();
      var link = centre.ask("POST", Paths.of(Paths.MEMBER_INVITATION, member), "");
      var login = "{\"secret\":\"" + link.at("/secret").asString() + "\"}";
      var answer = centre.send(Caller.NOBODY, "POST", Paths.SESSION, login);
      assertThat(answer.headers().firstValue("Set-Cookie").orElse(""))
          .contains("Secure", "HttpOnly", "SameSite=Strict");

      try (var other = HttpClient.newHttpClient()) {
        var request =
            java.net.http.HttpRequest.newBuilder(centre.local().resolve(Paths.HEALTH)).build();
        assertThatThrownBy(
                () -> other.send(request, java.net.http.HttpResponse.BodyHandlers.discarding()))
            .isInstanceOf(SSLHandshakeException.class);
      }
    }
  }

  private KeyStore selfSigned() throws Exception {
    var file = folder.resolve("store.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "centre",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(STORE_PASSWORD))
            .inheritIO()
            .start();
    assertThat(made.waitFor()).isZero();
    var store = KeyStore.getInstance(file.toFile(), STORE_PASSWORD);
    var certificate = store.getCertificate("centre").getEncoded();
    var key = store.getKey("centre", STORE_PASSWORD).getEncoded();
    Files.writeString(folder.resolve("certificate.pem"), pem("CERTIFICATE", certificate));
    Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", key));
    return store;
  }

  private static String pem(String kind, byte[] der) {
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text);
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("centre", store.getCertificate("centre"));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
