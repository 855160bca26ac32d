package org.suanli.server.portal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.suanli.core.lifecycle.JobState;

/// The list of jobs, filtered and sorted.
@Controller
final class JobsPage {
  private static final int PAGE_SIZE = 50;
  private static final Pattern PLACE = Pattern.compile("([0-9]{1,18})\\.([0-9]{1,18})");

  private final JobTable table;

  JobsPage(JobTable table) {
    this.table = table;
  }

  /// Which jobs, and in which order; null for all.
  ///
  /// @param order `asc`, otherwise the latest or most first
  /// @param after where the page before ended
  record Asked(
      @Nullable String state,
      @Nullable String project,
      @Nullable String name,
      @Nullable String sort,
      @Nullable String order,
      @Nullable String after) {

    JobTable.Order inOrder() {
      var wanted =
          Stream.of(JobTable.Sort.values()).filter(one -> one.name().equals(sort)).findFirst();
      return new JobTable.Order(wanted.orElse(JobTable.Sort.SUBMITTED), "asc".equals(order));
    }

    /// @throws NotHere if it is no place of a list
    Optional<JobTable.Place> place() {
      if (after == null || after.isEmpty()) {
        return Optional.empty();
      }
      var place = PLACE.matcher(after);
      if (!place.matches()) {
        throw new NotHere();
      }
      return Optional.of(
          new JobTable.Place(Long.parseLong(place.group(1)), Long.parseLong(place.group(2))));
    }
  }

  /// @param order that the list has
  record View(
      List<JobRow> jobs,
      JobTable.Filter filter,
      JobTable.Order order,
      String after,
      boolean hasMore,
      boolean maySubmit) {

    public List<String> states() {
      return Stream.of(JobState.values()).map(Enum::name).toList();
    }

    public boolean isFiltered() {
      return !filter.state().isEmpty() || !filter.project().isEmpty() || !filter.name().isEmpty();
    }

    /// Where the same is read again.
    public String address() {
      return address(order) + (after.isEmpty() ? "" : "&after=" + after);
    }

    public String next() {
      var last = JobTable.Place.of(jobs.getLast());
      return address(order) + "&after=" + last.key() + "." + last.job();
    }

    /// By another column, or by the same the other way round.
    public String sortedBy(String column) {
      var sort = JobTable.Sort.valueOf(column);
      boolean isTurned = sort == order.sort() && !order.isAscending();
      return address(new JobTable.Order(sort, isTurned));
    }

    /// As a table's head tells it to those who do not see its arrow.
    public String direction(String column) {
      if (!order.sort().name().equals(column)) {
        return "none";
      }
      return order.isAscending() ? "ascending" : "descending";
    }

    private String address(JobTable.Order by) {
      return "/jobs?state="
          + encoded(filter.state())
          + "&project="
          + encoded(filter.project())
          + "&name="
          + encoded(filter.name())
          + "&sort="
          + by.sort()
          + (by.isAscending() ? "&order=asc" : "");
    }
  }

  @GetMapping("/jobs")
  String show(Viewer viewer, @ModelAttribute Asked asked, Model model) {
    var filter =
        new JobTable.Filter(
            viewer.scope(),
            JobTable.text(asked.state()),
            JobTable.text(asked.project()).strip(),
            JobTable.text(asked.name()).strip());
    var rows = table.list(filter, asked.inOrder(), asked.place(), PAGE_SIZE + 1);
    boolean hasMore = rows.size() > PAGE_SIZE;
    model.addAttribute(
        "view",
        new View(
            hasMore ? rows.subList(0, PAGE_SIZE) : rows,
            filter,
            asked.inOrder(),
            JobTable.text(asked.after()),
            hasMore,
            viewer.maySubmit()));
    return "portal/jobs";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
