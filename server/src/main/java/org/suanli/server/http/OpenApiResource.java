package org.suanli.server.http;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.suanli.api.Paths;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The description of the interface.
@RestController
final class OpenApiResource {
  private final ObjectProvider<RequestMappingHandlerMapping> handlers;
  private final JsonMapper json;

  OpenApiResource(
      @Qualifier("requestMappingHandlerMapping")
          ObjectProvider<RequestMappingHandlerMapping> handlers,
      JsonMapper json) {
    this.handlers = handlers;
    this.json = json;
  }

  @GetMapping(value = Paths.OPENAPI, produces = MediaType.APPLICATION_JSON_VALUE)
  @Described(answers = @Described.Answer(body = Object.class))
  String show() {
    return text(new OpenApi(words()).describe(operations()));
  }

  /// What the interface's parts mean, in words.
  static SortedMap<String, String> words() {
    var read = new Properties();
    try (var in = OpenApiResource.class.getResourceAsStream("openapi.properties")) {
      read.load(new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("The words of the interface cannot be read.", e);
    }
    var words = new TreeMap<String, String>();
    read.stringPropertyNames().forEach(name -> words.put(name, read.getProperty(name)));
    return words;
  }

  private String text(SequencedMap<String, Object> document) {
    return json.rebuild()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(document)
        + "\n";
  }

  /// Every endpoint that the handlers offer under the interface's root.
  List<OpenApi.Operation> operations() {
    var operations = new ArrayList<OpenApi.Operation>();
    handlers
        .getObject()
        .getHandlerMethods()
        .forEach(
            (mapping, handler) -> {
              for (var path : mapping.getPatternValues()) {
                if (path.startsWith(Paths.ROOT + "/")) {
                  for (var method : mapping.getMethodsCondition().getMethods()) {
                    Access.find(method.name(), path)
                        .map(row -> new OpenApi.Operation(row, handler.getMethod()))
                        .ifPresent(operations::add);
                  }
                }
              }
            });
    return operations;
  }
}
