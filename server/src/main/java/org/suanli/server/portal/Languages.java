package org.suanli.server.portal;

import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;
import org.springframework.web.servlet.i18n.LocaleChangeInterceptor;

/// The language of pages: what the reader chose by the link in the foot, else what the browser
/// prefers, if there is a bundle of it, else English.
@Configuration(proxyBeanMethods = false)
class Languages implements WebMvcConfigurer {
  private static final String COOKIE = "suanli-language";
  private static final String PARAMETER = "language";

  @Bean
  LocaleResolver localeResolver() {
    var resolver = new CookieLocaleResolver(COOKIE);
    resolver.setCookieHttpOnly(true);
    resolver.setCookieSameSite("Lax");
    resolver.setRejectInvalidCookies(false);
    resolver.setDefaultLocaleFunction(request -> of(request.getLocale()));
    return resolver;
  }

  private static Locale of(Locale preferred) {
    return preferred.getLanguage().equals(Locale.CHINESE.getLanguage())
        ? Locale.SIMPLIFIED_CHINESE
        : Locale.ENGLISH;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    var change = new LocaleChangeInterceptor();
    change.setParamName(PARAMETER);
    change.setIgnoreInvalidLocale(true);
    registry.addInterceptor(change).excludePathPatterns("/api/**");
  }
}
