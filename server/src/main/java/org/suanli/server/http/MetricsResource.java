package org.suanli.server.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Paths;

/// Everything that is measured, in Prometheus' text format.
@RestController
final class MetricsResource {
  private static final String TEXT = "text/plain;version=0.0.4;charset=utf-8";

  private final CentreGauges gauges;
  private final PrometheusMeterRegistry meters;

  MetricsResource(CentreGauges gauges, PrometheusMeterRegistry meters) {
    this.gauges = gauges;
    this.meters = meters;
  }

  @GetMapping(value = Paths.METRICS, produces = TEXT)
  @Described(answers = @Described.Answer(body = String.class, type = "text/plain"))
  String show() {
    gauges.refresh();
    return meters.scrape(TEXT);
  }
}
