package org.suanli.server.wiring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.suanli.server.loop.ControlLoop;

/// A running server.
public final class Server implements AutoCloseable {
  private final Settings settings;
  private final ServletWebServerApplicationContext context;

  private Server(Settings settings, ServletWebServerApplicationContext context) {
    this.settings = settings;
    this.context = context;
  }

  /// Starts database, loop and HTTP; returns once requests are answered, whether or not this server
  /// leads already.
  ///
  /// @param progress told of each stage as it is done
  /// @throws RuntimeException whose message says what is wrong and what may help
  public static Server start(Settings settings, Progress progress) {
    var stores = Stores.open(settings, progress);
    try {
      var application = new SpringApplication(Application.class);
      application.setBannerMode(Banner.Mode.OFF);
      application.setLogStartupInfo(false);
      application.setRegisterShutdownHook(false);
      application.setDefaultProperties(properties(settings));
      application.addInitializers(
          context ->
              ((GenericApplicationContext) context).registerBean(Stores.class, () -> stores));
      var context = (ServletWebServerApplicationContext) application.run();
      progress.done("HTTP");
      return new Server(settings, context);
    } catch (RuntimeException | Error e) {
      stores.close();
      throw e;
    }
  }

  private static Map<String, Object> properties(Settings settings) {
    var properties = new LinkedHashMap<String, Object>();
    properties.put("server.address", settings.address().bind());
    properties.put("server.port", settings.address().port());
    settings
        .address()
        .tls()
        .ifPresent(
            tls -> {
              properties.put("server.ssl.certificate", tls.certificate().toUri().toString());
              properties.put("server.ssl.certificate-private-key", tls.key().toUri().toString());
            });
    return properties;
  }

  /// Such as `http://127.0.0.1:8464`.
  public String address() {
    return settings.address().scheme()
        + "://"
        + settings.address().host()
        + ":"
        + Objects.requireNonNull(context.getWebServer()).getPort();
  }

  /// The path of the first operator's one-time link, on the first start of a centre.
  public Optional<String> operatorLink() {
    return context.getBean(Bootstrap.class).operatorLink();
  }

  /// Completes when the server can serve no more.
  public CompletionStage<Void> stopped() {
    return context.getBean(ControlLoop.class).stopped();
  }

  /// A part of the server, for those who build on it in the same process.
  public <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }
}
