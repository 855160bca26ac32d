package org.suanli.server.http;

import static java.util.stream.Collectors.joining;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import org.suanli.api.ErrorCode;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Turns whatever a request to the interface fails with into a problem, whether it reached its
/// resource or not. Pages of the portal keep their own errors.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Problems implements HandlerExceptionResolver {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
  private static final String API = "/api/";

  private final ProblemWriter writer;

  Problems(ProblemWriter writer) {
    this.writer = writer;
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception error) {
    if (!request.getRequestURI().startsWith(API)) {
      return null;
    }
    try {
      if (error instanceof AsyncRequestNotUsableException || response.isCommitted()) {
        // The caller has gone, or has begun to read: there is nobody to tell any more.
        LOG.debug("event=answer_cut path={}", request.getRequestURI(), error);
      } else {
        var problem = problem(error);
        if (problem.code() == ErrorCode.INTERNAL) {
          LOG.error("event=request_failed path={}", request.getRequestURI(), error);
        }
        writer.write(response, problem);
      }
    } catch (IOException e) {
      LOG.debug("event=answer_cut path={}", request.getRequestURI(), e);
    }
    return new ModelAndView();
  }

  private static ProblemException problem(Exception error) {
    return switch (error) {
      case ProblemException problem -> problem;
      case HttpMessageNotReadableException unreadable -> ProblemException.invalid(body(unreadable));
      case MethodArgumentTypeMismatchException mismatch ->
          ProblemException.invalid(
              "The parameter (%s) must be a valid %s."
                  .formatted(mismatch.getName(), simple(mismatch.getRequiredType())));
      case MissingServletRequestParameterException missing ->
          ProblemException.invalid(
              "The parameter (" + missing.getParameterName() + ") must be given.");
      case ServletRequestBindingException binding ->
          ProblemException.invalid("The request must have all of its headers and parameters.");
      case HttpRequestMethodNotSupportedException method ->
          of(
              ErrorCode.METHOD_NOT_ALLOWED,
              "The method (" + method.getMethod() + ") is not one of this path's.");
      case HttpMediaTypeNotSupportedException type ->
          of(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "The content type (" + type.getContentType() + ") is not one that this path takes.");
      case HttpMediaTypeNotAcceptableException _ ->
          of(ErrorCode.NOT_ACCEPTABLE, "The answer has no form that the request accepts.");
      case NoResourceFoundException _ -> of(ErrorCode.NOT_FOUND, "The path is not known.");
      case NoHandlerFoundException _ -> of(ErrorCode.NOT_FOUND, "The path is not known.");
      case DataAccessResourceFailureException _ -> unavailable();
      case CannotCreateTransactionException _ -> unavailable();
      default -> of(ErrorCode.INTERNAL, "The server failed; its log says more.");
    };
  }

  private static ProblemException unavailable() {
    return new ProblemException(
        ErrorCode.UNAVAILABLE,
        List.of("The database does not answer now."),
        java.util.Optional.of(Desk.RETRY_AFTER));
  }

  private static ProblemException of(ErrorCode code, String violation) {
    return new ProblemException(code, List.of(violation));
  }

  /// What is wrong with a body, without the parser's own words about classes.
  private static String body(HttpMessageNotReadableException error) {
    return switch (error.getCause()) {
      case UnrecognizedPropertyException unknown ->
          "The field (" + unknown.getPropertyName() + ") is not known.";
      case InvalidFormatException format ->
          "The value (%s) of the field (%s) must be %s."
              .formatted(format.getValue(), path(format), wanted(format.getTargetType()));
      case DatabindException databind when databind.getCause() instanceof ProblemException own ->
          own.violations().getFirst();
      case DatabindException databind ->
          "The field (" + path(databind) + ") must be given, and have the right form.";
      case null, default -> "The body must be valid JSON.";
    };
  }

  private static String path(DatabindException error) {
    var path = new StringBuilder();
    for (var part : error.getPath()) {
      if (part.getPropertyName() != null) {
        path.append(path.isEmpty() ? "" : ".").append(part.getPropertyName());
      } else {
        path.append('[').append(part.getIndex()).append(']');
      }
    }
    return path.isEmpty() ? "body" : path.toString();
  }

  private static String wanted(@Nullable Class<?> type) {
    return type == null || type.getEnumConstants() == null
        ? "a valid " + simple(type)
        : "one of "
            + Stream.of(type.getEnumConstants()).map(Object::toString).collect(joining(", "));
  }

  private static String simple(@Nullable Class<?> type) {
    return type == null ? "value" : type.getSimpleName();
  }
}
