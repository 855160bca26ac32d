package org.suanli.server.http;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import org.suanli.api.ErrorCode;

/// Refuses a body that leaves out a field which its record does not mark as nullable; says all of
/// them at once.
@RestControllerAdvice
final class RequestFields extends RequestBodyAdviceAdapter {
  private static final String API_PACKAGE = "org.suanli.api";

  @Override
  public boolean supports(
      MethodParameter parameter,
      Type targetType,
      Class<? extends HttpMessageConverter<?>> converter) {
    return parameter.getParameterType().getName().startsWith(API_PACKAGE);
  }

  @Override
  public Object afterBodyRead(
      Object body,
      HttpInputMessage message,
      MethodParameter parameter,
      Type targetType,
      Class<? extends HttpMessageConverter<?>> converter) {
    var violations = new ArrayList<String>();
    check("", body, violations);
    if (!violations.isEmpty()) {
      throw new ProblemException(ErrorCode.INVALID, violations);
    }
    return body;
  }

  private static void check(String path, Object value, List<String> violations) {
    if (!(value instanceof Record) || !value.getClass().getName().startsWith(API_PACKAGE)) {
      return;
    }
    for (var component : value.getClass().getRecordComponents()) {
      var name = path + component.getName();
      var part = read(component, value);
      if (part != null) {
        check(name + ".", part, violations);
      } else if (!isNullable(component)) {
        violations.add("The field (" + name + ") must be given.");
      }
    }
  }

  static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static @Nullable Object read(RecordComponent component, Object of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The field " + component.getName() + " cannot be read.", e);
    }
  }
}
