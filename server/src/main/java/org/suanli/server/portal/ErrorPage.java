package org.suanli.server.portal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/// What people see of a request that came to nothing: a path that is not known, or a failure of the
/// server, whose log says more. Programs get the same as a problem.
@Controller
final class ErrorPage implements ErrorController {
  private static final String PATH = "/error";

  private final Words words;

  ErrorPage(Words words) {
    this.words = words;
  }

  @RequestMapping(path = PATH, produces = MediaType.TEXT_HTML_VALUE)
  ModelAndView page(HttpServletRequest request) {
    var status = status(request);
    var page = new ModelAndView("portal/error", status);
    page.addObject("title", words.text(key("error.title.", status)));
    page.addObject("message", words.text(key("error.", status)));
    return page;
  }

  @RequestMapping(PATH)
  ResponseEntity<ProblemDetail> problem(HttpServletRequest request) {
    return ResponseEntity.of(ProblemDetail.forStatus(status(request))).build();
  }

  private static HttpStatus status(HttpServletRequest request) {
    var code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    var status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
    return status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status;
  }

  /// The text that a status has in the bundles.
  static String key(String prefix, HttpStatus status) {
    return prefix
        + switch (status) {
          case FORBIDDEN, UNAUTHORIZED -> "FORBIDDEN";
          case NOT_FOUND -> "NOT_FOUND";
          case SERVICE_UNAVAILABLE, TOO_MANY_REQUESTS -> "UNAVAILABLE";
          default -> status.is5xxServerError() ? "INTERNAL" : "INVALID";
        };
  }
}
