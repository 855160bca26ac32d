package org.suanli.server.portal;

import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.suanli.api.Jobs;
import org.suanli.core.units.ProjectId;
import org.suanli.server.http.ProblemException;
import org.suanli.server.http.Submissions;
import org.suanli.server.loop.Commands;

/// Takes a job file in, or says what would come of it.
@Controller
final class SubmitPage {
  private static final int PROJECTS_MAX = 500;

  /// Runs anywhere: it says where it is and what it was given.
  private static final String EXAMPLE =
      """
      name: hello
      accelerators: 1
      time_limit: 10m
      command: |
        echo "Task $SUANLI_TASK of $SUANLI_RUN_ID on $SUANLI_NODE ($SUANLI_MODEL)"
        echo "done" > "$SUANLI_OUTPUT/result.txt"
      """;

  private final Submissions submissions;
  private final Commands commands;
  private final Reasons reasons;
  private final Faults faults;
  private final Words words;

  SubmitPage(
      Submissions submissions, Commands commands, Reasons reasons, Faults faults, Words words) {
    this.submissions = submissions;
    this.faults = faults;
    this.commands = commands;
    this.reasons = reasons;
    this.words = words;
  }

  /// What the form sends; what is missing is empty, so that the reader of job files says what is
  /// wrong.
  record Form(@Nullable String project, @Nullable String file, @Nullable String action) {
    Jobs.Submission submission() {
      return new Jobs.Submission(projectText().isBlank() ? null : projectText().strip(), text());
    }

    String projectText() {
      return project == null ? "" : project;
    }

    String text() {
      return file == null ? "" : file;
    }

    boolean isPlan() {
      return "plan".equals(action);
    }
  }

  /// @param plan lines; empty if none was asked for
  record View(
      String project,
      List<String> projects,
      String file,
      List<Faults.Line> violations,
      List<String> plan) {}

  @GetMapping("/jobs/new")
  String show(Viewer viewer, Model model) {
    requireMaySubmit(viewer);
    var projects = projects(viewer);
    var first = projects.isEmpty() ? "" : projects.getFirst();
    model.addAttribute("view", new View(first, projects, EXAMPLE, List.of(), List.of()));
    return "portal/submit";
  }

  @PostMapping("/jobs/new")
  String submit(
      Viewer viewer, @ModelAttribute Form form, Model model, HttpServletResponse response) {
    requireMaySubmit(viewer);
    try {
      if (!form.isPlan()) {
        var submitted = submissions.submit(form.submission(), viewer.principal());
        return "redirect:/jobs/" + submitted.job().job();
      }
      var plan = submissions.plan(form.submission(), viewer.principal());
      show(viewer, form, new Outcome(english(plan.violations()), planned(plan)), model);
    } catch (ProblemException e) {
      response.setStatus(e.code().status());
      var wrong =
          e.inJobFile().isEmpty()
              ? english(e.violations())
              : e.inJobFile().stream().map(faults::line).toList();
      show(viewer, form, new Outcome(wrong, List.of()), model);
    }
    return "portal/submit";
  }

  private static void requireMaySubmit(Viewer viewer) {
    if (!viewer.maySubmit()) {
      throw new NotHere();
    }
  }

  private static List<Faults.Line> english(List<String> sentences) {
    return sentences.stream().map(Faults.Line::english).toList();
  }

  private record Outcome(List<Faults.Line> violations, List<String> plan) {}

  private void show(Viewer viewer, Form form, Outcome outcome, Model model) {
    model.addAttribute(
        "view",
        new View(
            form.projectText(),
            projects(viewer),
            form.text(),
            outcome.violations(),
            outcome.plan()));
  }

  private List<String> planned(Jobs.Plan plan) {
    if (!plan.isAccepted()) {
      return List.of();
    }
    var lines = new ArrayList<String>();
    lines.add(
        words.text(
            "submit.planned", plan.tasks(), BigDecimal.valueOf(plan.milliAccelerators(), 3)));
    lines.add(start(plan));
    Optional.ofNullable(plan.reason()).ifPresent(reason -> lines.add(reasons.brief(reason.kind())));
    for (var reservation : plan.reservations()) {
      Optional.ofNullable(reservation.amount())
          .map(words::withUnit)
          .map(amount -> words.text("submit.reservation", amount, payer(reservation)))
          .ifPresent(lines::add);
    }
    Optional.ofNullable(plan.shortfall())
        .map(
            end ->
                words.text(
                    end.isExpiry() ? "submit.expires" : "submit.runsOut",
                    end.allocation(),
                    words.at(end.at())))
        .ifPresent(lines::add);
    return lines;
  }

  private static String payer(Jobs.Reservation reservation) {
    return Optional.ofNullable(reservation.allocation()).orElse(Words.NONE);
  }

  private String start(Jobs.Plan plan) {
    var forecast = plan.forecast();
    if (plan.startsNow()) {
      return words.text("submit.startsNow");
    }
    return forecast == null
        ? words.text("submit.notWithin")
        : words.text("submit.startsAt", words.at(forecast.startsAt()));
  }

  private List<String> projects(Viewer viewer) {
    return Loop.read(
        commands,
        engine ->
            engine.state().tenants().values().stream()
                .filter(tenant -> viewer.maySee(tenant.id().toString()))
                .flatMap(tenant -> tenant.projects().stream())
                .limit(PROJECTS_MAX)
                .map(ProjectId::toString)
                .toList());
  }
}
