package org.suanli.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Paths;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.database.Postgres;

/// The doors of the portal, as a browser and as another site's page try them.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(FreshDatabase.class)
class PortalSignInTest {
  private static final Map<String, String> OWN = Map.of("Sec-Fetch-Site", "same-origin");
  private final StartedServer centre;
  private final HttpClient http = HttpClient.newHttpClient();

  PortalSignInTest(Postgres postgres, @TempDir Path folder) throws Exception {
    centre = StartedServer.start(folder, postgres.create("doors"));
    centre.organization("ocean");
  }

  @AfterAll
  void close() {
    centre.close();
    http.close();
  }

  private HttpResponse<String> send(String path, String form, Map<String, String> headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(centre.local().resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded");
    headers.forEach(request::header);
    if (!form.isEmpty()) {
      request.POST(HttpRequest.BodyPublishers.ofString(form));
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// @return the path of a new member's one-time link
  private String link(String email) throws Exception {
    var made =
        centre.ask(
            "POST",
            Paths.MEMBERS,
            "{\"name\":\"Ada\",\"email\":\"%s\",\"role\":\"MEMBER\",\"organization\":\"ocean\"}"
                .formatted(email));
    return made.at("/invitation/link").asString();
  }

  @Test
  void aLinkIsUsedUpByItsButtonAndNotByALook() throws Exception {
    var link = link("ada@example.org");
    assertThat(send(link, "", Map.of()).statusCode()).isEqualTo(200);
    assertThat(send(link, "", Map.of()).statusCode()).isEqualTo(200);
    var entered = send(link, "email=&password=", OWN);
    assertThat(entered.statusCode()).isEqualTo(302);
    assertThat(entered.headers().firstValue("Set-Cookie").orElse(""))
        .contains("HttpOnly", "SameSite=");
    assertThat(send(link, "email=&password=", OWN).statusCode()).isEqualTo(403);
    var cookie = entered.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    var page = send("/", "", Map.of("Cookie", cookie));
    assertThat(page.statusCode()).isEqualTo(200);
    var token = page.body().replaceAll("(?s).*name=\"form-token\"[^>]* value=\"([^\"]+)\".*", "$1");
    var browser = Map.of("Cookie", cookie, "Sec-Fetch-Site", "same-origin");
    assertThat(send("/sign-out", "form-token=guessed", browser).statusCode()).isEqualTo(403);
    assertThat(send("/sign-out", "form-token=" + token, browser).statusCode()).isEqualTo(302);
    assertThat(send("/", "", Map.of("Cookie", cookie)).headers().firstValue("Location").orElse(""))
        .endsWith("/sign-in");
  }

  @Test
  void aFormOfAnotherSiteIsRefusedAndChangesNothing() throws Exception {
    var link = link("grace@example.org");
    for (var headers :
        java.util.List.of(
            Map.<String, String>of(),
            Map.of("Sec-Fetch-Site", "cross-site"),
            Map.of("Sec-Fetch-Site", "same-site"),
            Map.of("Origin", "https://elsewhere.example"),
            Map.of("Origin", "null"))) {
      assertThat(send(link, "email=&password=", headers).statusCode())
          .as(headers.toString())
          .isEqualTo(403);
    }
    assertThat(send(link, "email=&password=", OWN).statusCode()).isEqualTo(302);
  }

  @Test
  void anAddressThatIsTakenDoesNotCostTheLink() throws Exception {
    link("first@example.org");
    var link = link("second@example.org");
    var form = "email=first%40example.org&password=a-long-enough-password";
    var refused = send(link, form, OWN);
    assertThat(refused.statusCode()).as(refused.body()).isLessThan(500);
    assertThat(refused.body()).contains("<form");
    var again = refused.body().replaceAll("(?s).*action=\"(/sign-in/[^\"]+)\".*", "$1");
    assertThat(send(again, form.replace("first", "second"), OWN).statusCode()).isEqualTo(302);
  }
}
