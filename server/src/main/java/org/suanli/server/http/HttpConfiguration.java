package org.suanli.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.suanli.api.Http;
import org.suanli.server.identity.Principal;
import tools.jackson.databind.DeserializationFeature;

/// Puts the HTTP interface together. Whoever takes it in provides the engine, the database,
/// identity, a {@link CodeStore}, a {@link ServletFolder} and a {@link
/// org.suanli.server.identity.SecretBox}, and may provide {@link TaskFiles}, {@link NodeFaults} and
/// {@link JournalCheck}.
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class HttpConfiguration implements WebMvcConfigurer {
  private final AccessInterceptor access;

  HttpConfiguration(AccessInterceptor access) {
    this.access = access;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(access).addPathPatterns("/api/**");
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(new PrincipalArgument());
    resolvers.add(new SliceArgument());
    resolvers.add(new EditArgument());
  }

  /// A misspelt field is an error, not silence.
  @Bean
  static JsonMapperBuilderCustomizer strictJson() {
    return json ->
        json.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
  }

  private static final class PrincipalArgument implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == Principal.class;
    }

    @Override
    public Object resolveArgument(
        MethodParameter parameter,
        @Nullable ModelAndViewContainer container,
        NativeWebRequest request,
        @Nullable WebDataBinderFactory binders) {
      return caller(request);
    }
  }

  private static Principal caller(NativeWebRequest request) {
    var servlet = request.getNativeRequest(HttpServletRequest.class);
    var principal = servlet == null ? null : AccessInterceptor.principal(servlet);
    if (principal == null) {
      throw ProblemException.unauthenticated();
    }
    return principal;
  }

  private static final class EditArgument implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == Edits.Edit.class;
    }

    @Override
    public Object resolveArgument(
        MethodParameter parameter,
        @Nullable ModelAndViewContainer container,
        NativeWebRequest request,
        @Nullable WebDataBinderFactory binders) {
      return new Edits.Edit(
          caller(request),
          request.getHeader(HttpHeaders.IF_MATCH),
          request.getHeader(HttpHeaders.IF_NONE_MATCH));
    }
  }

  private static final class SliceArgument implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
      return parameter.getParameterType() == Slice.class;
    }

    @Override
    public Object resolveArgument(
        MethodParameter parameter,
        @Nullable ModelAndViewContainer container,
        NativeWebRequest request,
        @Nullable WebDataBinderFactory binders) {
      var limit = request.getParameter("limit");
      try {
        int items = limit == null ? Http.PAGE_ITEMS_DEFAULT : Integer.parseInt(limit);
        return new Slice(items, request.getParameter("cursor"));
      } catch (NumberFormatException e) {
        throw ProblemException.invalid("The limit (" + limit + ") must be a number.");
      }
    }
  }
}
