package org.suanli.server.portal;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
  private final Words words;
  private final InstantSource clock;

  /// The page is for members only.
  static final class NotSignedIn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSignedIn() {
      super("Sign in first.");
    }
  }

  /// The form was not sent by a page of this site that the sender was shown.
  static final class NotFromHere extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotFromHere() {
      super("The form must be sent from its own page.");
    }
  }

  Doors(Authenticator authenticator, Profiles profiles, Words words, InstantSource clock) {
    this.authenticator = authenticator;
    this.profiles = profiles;
    this.words = words;
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
    if (request.getMethod().equals("POST") && !mayBeSent(request)) {
      throw new NotFromHere();
    }
    return true;
  }

  /// A form that changes something must come from a page of this site, and from one that the same
  /// session was shown. Who is not signed in has nothing to change.
  private static boolean mayBeSent(HttpServletRequest request) {
    return isOfThisSite(request)
        && cookie(request)
            .map(session -> FormToken.of(session).equals(request.getParameter(FormToken.FIELD)))
            .orElse(true);
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

  static Optional<String> cookie(HttpServletRequest request) {
    var cookies = request.getCookies();
    return cookies == null
        ? Optional.empty()
        : Arrays.stream(cookies)
            .filter(cookie -> cookie.getName().equals(Http.SESSION_COOKIE))
            .map(Cookie::getValue)
            .filter(value -> !value.isEmpty())
            .findFirst();
  }

  @ModelAttribute("viewer")
  @Nullable Viewer viewerOfPage(HttpServletRequest request) {
    return viewer(request).orElse(null);
  }

  @ModelAttribute("now")
  String now() {
    return words.at(clock.instant());
  }

  @ModelAttribute("zone")
  String zone() {
    return words.zone();
  }

  @ExceptionHandler(NotSignedIn.class)
  String signIn() {
    return "redirect:/sign-in";
  }

  @ExceptionHandler(NotHere.class)
  ModelAndView notHere(HttpServletRequest request) {
    return error(request, HttpStatus.NOT_FOUND);
  }

  @ExceptionHandler(NotFromHere.class)
  ModelAndView notFromHere(HttpServletRequest request) {
    return error(request, HttpStatus.FORBIDDEN);
  }

  @ExceptionHandler(org.suanli.server.loop.NotLeader.class)
  ModelAndView notLeader(HttpServletRequest request) {
    return error(request, HttpStatus.SERVICE_UNAVAILABLE);
  }

  /// What the other rooms' components refuse, in their words; what may not be seen is not told of.
  @ExceptionHandler(ProblemException.class)
  ModelAndView problem(HttpServletRequest request, ProblemException problem) {
    return switch (problem.code()) {
      case NOT_FOUND, FORBIDDEN, UNAUTHENTICATED -> notHere(request);
      case UNAVAILABLE -> error(request, HttpStatus.SERVICE_UNAVAILABLE);
      default ->
          page(
              request,
              HttpStatus.valueOf(problem.code().status()),
              String.join(" ", problem.violations()));
    };
  }

  private ModelAndView error(HttpServletRequest request, HttpStatus status) {
    return page(request, status, words.text(ErrorPage.key("error.", status)));
  }

  private ModelAndView page(HttpServletRequest request, HttpStatus status, String message) {
    var page = new ModelAndView("portal/error", status);
    viewer(request).ifPresent(one -> page.addObject("viewer", one));
    page.addObject("now", now());
    page.addObject("zone", zone());
    page.addObject("title", words.text(ErrorPage.key("error.title.", status)));
    page.addObject("message", message);
    return page;
  }
}
