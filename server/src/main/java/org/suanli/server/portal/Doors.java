package org.suanli.server.portal;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.suanli.api.Http;
import org.suanli.server.http.ProblemException;
import org.suanli.server.identity.Authenticator;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Profiles;

/// Who may come in, and what every page carries.
@ControllerAdvice(basePackageClasses = Doors.class)
final class Doors implements WebMvcConfigurer, HandlerMethodArgumentResolver, HandlerInterceptor {
  /// Nothing from elsewhere, nothing inline.
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  private static final String VIEWER = Doors.class.getName() + ".viewer";

  private final Authenticator authenticator;
  private final Profiles profiles;
  private final MessageSource messages;
  private final InstantSource clock;

  /// The page is for members only.
  static final class NotSignedIn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSignedIn() {
      super("Sign in first.");
    }
  }

  Doors(
      Authenticator authenticator, Profiles profiles, MessageSource messages, InstantSource clock) {
    this.authenticator = authenticator;
    this.profiles = profiles;
    this.messages = messages;
    this.clock = clock;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    boolean isPage =
        handler instanceof HandlerMethod method
            && method.getBeanType().getPackageName().equals(Doors.class.getPackageName());
    if (!isPage) {
      return true;
    }
    response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("Cache-Control", "no-store");
    if (request.getMethod().equals("POST") && !isOfThisSite(request)) {
      response.setStatus(HttpStatus.FORBIDDEN.value());
      return false;
    }
    return true;
  }

  /// Browsers say where a form was sent from; another site's form is refused.
  private static boolean isOfThisSite(HttpServletRequest request) {
    var site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    var origin = request.getHeader("Origin");
    return origin != null && origin.endsWith("//" + request.getHeader("Host"));
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Viewer.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    return viewer(request.getNativeRequest(HttpServletRequest.class)).orElseThrow(NotSignedIn::new);
  }

  private Optional<Viewer> viewer(@Nullable HttpServletRequest request) {
    if (request == null) {
      return Optional.empty();
    }
    if (request.getAttribute(VIEWER) instanceof Viewer known) {
      return Optional.of(known);
    }
    var viewer = cookie(request).flatMap(authenticator::byCookie).map(this::of);
    viewer.ifPresent(one -> request.setAttribute(VIEWER, one));
    return viewer;
  }

  private Viewer of(Principal principal) {
    var name =
        profiles
            .find(principal.member())
            .flatMap(Profiles.Profile::name)
            .orElse(principal.member().toString());
    return new Viewer(principal, name);
  }

  private static Optional<String> cookie(HttpServletRequest request) {
    var cookies = request.getCookies();
    return cookies == null
        ? Optional.empty()
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(Http.SESSION_COOKIE))
            .map(Cookie::getValue)
            .findFirst();
  }

  @ModelAttribute("viewer")
  @Nullable Viewer viewerOfPage(HttpServletRequest request) {
    return viewer(request).orElse(null);
  }

  @ModelAttribute("now")
  String now() {
    return Words.at(clock.instant());
  }

  @ExceptionHandler(NotSignedIn.class)
  String signIn() {
    return "redirect:/sign-in";
  }

  @ExceptionHandler(NotHere.class)
  ModelAndView notHere(HttpServletRequest request, Locale locale) {
    return error(request, HttpStatus.NOT_FOUND, "error.NOT_FOUND", locale);
  }

  @ExceptionHandler(org.suanli.server.loop.NotLeader.class)
  ModelAndView notLeader(HttpServletRequest request, Locale locale) {
    return error(request, HttpStatus.SERVICE_UNAVAILABLE, "error.UNAVAILABLE", locale);
  }

  /// What the other rooms' components refuse, in their words; what may not be seen is not told of.
  @ExceptionHandler(ProblemException.class)
  ModelAndView problem(HttpServletRequest request, ProblemException problem, Locale locale) {
    return switch (problem.code()) {
      case NOT_FOUND, FORBIDDEN, UNAUTHENTICATED -> notHere(request, locale);
      case UNAVAILABLE ->
          error(request, HttpStatus.SERVICE_UNAVAILABLE, "error.UNAVAILABLE", locale);
      default ->
          page(
              request,
              HttpStatus.valueOf(problem.code().status()),
              String.join(" ", problem.violations()));
    };
  }

  private ModelAndView error(
      HttpServletRequest request, HttpStatus status, String why, Locale locale) {
    return page(request, status, messages.getMessage(why, null, locale));
  }

  private ModelAndView page(HttpServletRequest request, HttpStatus status, String message) {
    var page = new ModelAndView("portal/error", status);
    viewer(request).ifPresent(one -> page.addObject("viewer", one));
    page.addObject("now", now());
    page.addObject("message", message);
    return page;
  }
}
