package org.suanli.server.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.suanli.api.ErrorCode;
import org.suanli.server.identity.Principal;

/// Applies the table of {@link Access} before a resource is called.
@Component
final class AccessInterceptor implements HandlerInterceptor {
  private final Owners owners;

  AccessInterceptor(Owners owners) {
    this.owners = owners;
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    var pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    if (pattern == null || "/**".equals(pattern.toString())) {
      throw new ProblemException(ErrorCode.NOT_FOUND, List.of("The path is not known."));
    }
    var row =
        Access.find(request.getMethod(), pattern.toString())
            .orElseThrow(() -> closed(request.getMethod()));
    if (row.isPublic()) {
      return true;
    }
    var caller = principal(request);
    if (caller == null) {
      throw ProblemException.unauthenticated();
    }
    if (!row.roles().contains(caller.role())) {
      throw ProblemException.forbidden(
          "The role (%s) must be one of %s for this.".formatted(caller.role(), row.roles()));
    }
    if (!caller.has(row.scope())) {
      throw ProblemException.forbidden(
          "The token must have the scope %s for this.".formatted(row.scope()));
    }
    owners.require(row.subject(), variables(request), caller);
    return true;
  }

  private static ProblemException closed(String method) {
    return new ProblemException(
        ErrorCode.METHOD_NOT_ALLOWED, List.of("The method (" + method + ") is not allowed here."));
  }

  static @Nullable Principal principal(HttpServletRequest request) {
    return (Principal) request.getAttribute(Callers.PRINCIPAL);
  }

  private static Map<String, String> variables(HttpServletRequest request) {
    var variables = new TreeMap<String, String>();
    if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
        instanceof Map<?, ?> map) {
      map.forEach((name, value) -> variables.put(name.toString(), value.toString()));
    }
    return variables;
  }
}
