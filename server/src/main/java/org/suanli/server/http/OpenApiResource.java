package org.suanli.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
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
  String show() {
    return text(new OpenApi().describe(operations()));
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
