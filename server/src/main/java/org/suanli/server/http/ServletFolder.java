package org.suanli.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/// Where Tomcat has its folders: by default each start leaves new ones in the temporary folder.
public record ServletFolder(Path folder)
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    try {
      var root = Files.createDirectories(folder.resolve("root"));
      factory.setBaseDirectory(folder.toFile());
      factory.setDocumentRoot(root.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
