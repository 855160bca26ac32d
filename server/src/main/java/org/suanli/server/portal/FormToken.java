package org.suanli.server.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.RequestDataValueProcessor;

/// Gives every form a token of the session that its page is shown to, so that a form which another
/// site made up is refused. It is a digest of the session's secret, which it does not tell.
@Component("requestDataValueProcessor")
final class FormToken implements RequestDataValueProcessor {
  static final String FIELD = "form-token";
  private static final String PURPOSE = "suanli form ";

  static String of(String session) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest((PURPOSE + session).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  @Override
  public Map<String, String> getExtraHiddenFields(HttpServletRequest request) {
    return Doors.cookie(request).map(session -> Map.of(FIELD, of(session))).orElse(Map.of());
  }

  @Override
  public String processAction(HttpServletRequest request, String action, String method) {
    return action;
  }

  @Override
  public String processFormFieldValue(
      HttpServletRequest request, @Nullable String name, String value, String type) {
    return value;
  }

  @Override
  public String processUrl(HttpServletRequest request, String url) {
    return url;
  }
}
