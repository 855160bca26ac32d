package org.suanli.server.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.suanli.core.lifecycle.JobState;

/// The list of jobs, filtered and sorted.
@Controller
final class JobsPage {
  private static final int PAGE_SIZE = 50;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  JobsPage(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record View(
      List<JobRow> jobs,
      List<String> states,
      String state,
      String project,
      String sort,
      String address,
      String next,
      boolean maySubmit) {}

  /// Which jobs, and in which order; null for all.
  record Asked(
      @Nullable String state,
      @Nullable String project,
      @Nullable String sort,
      @Nullable String after) {}

  private static String text(@Nullable String parameter) {
    return parameter == null ? "" : parameter;
  }

  @GetMapping("/jobs")
  String show(Viewer viewer, @ModelAttribute Asked asked, Model model) {
    var state = text(asked.state());
    var project = text(asked.project());
    var after = text(asked.after());
    boolean isByEnd = "ENDED".equals(asked.sort());
    var sort = isByEnd ? "ENDED" : "SUBMITTED";
    if (!after.chars().allMatch(c -> c >= '0' && c <= '9') || after.length() > 18) {
      throw new NotHere();
    }
    var filter = new JobRow.Filter(viewer.scope(), state, project, isByEnd, after);
    var rows = JobRow.list(jdbc, filter, PAGE_SIZE + 1, clock.instant());
    boolean hasMore = rows.size() > PAGE_SIZE;
    var shown = hasMore ? rows.subList(0, PAGE_SIZE) : rows;
    var address =
        "/jobs?state=" + encoded(state) + "&project=" + encoded(project) + "&sort=" + encoded(sort);
    model.addAttribute(
        "view",
        new View(
            shown,
            Stream.of(JobState.values()).map(Enum::name).toList(),
            state,
            project,
            sort,
            address + (after.isEmpty() ? "" : "&after=" + after),
            hasMore ? address + "&after=" + shown.getLast().sortKey() : "",
            viewer.maySubmit()));
    return "portal/jobs";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
