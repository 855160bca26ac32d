package org.suanli.server.portal;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.suanli.api.Policies;
import org.suanli.core.scheduling.Policy;
import org.suanli.server.http.PolicyTime;
import org.suanli.server.http.PolicyVersions;

/// How the scheduler decides now, how it did before, and another choice for operators.
@Controller
final class PolicyPage {
  private static final int POLICIES_MAX = 50;
  private static final Policies.NewPolicy NOTHING =
      new Policies.NewPolicy(null, null, null, null, null);

  private final PolicyVersions versions;
  private final Words words;

  PolicyPage(PolicyVersions versions, Words words) {
    this.versions = versions;
    this.words = words;
  }

  record PolicyRow(
      int version,
      String order,
      String backfill,
      String halfLife,
      String restartCost,
      String minimumRunTime,
      String since,
      String by) {}

  /// A time that was just asked for and cannot be.
  record Refused(PolicyTime time, String text) {}

  /// @param asked what the form shows
  record View(
      PolicyRow now,
      List<PolicyRow> history,
      Policies.NewPolicy asked,
      List<Refused> refused,
      boolean mayOperate) {
    public List<Policies.Order> orders() {
      return List.of(Policies.Order.values());
    }

    public List<Policies.Backfill> backfills() {
      return List.of(Policies.Backfill.values());
    }

    public int promises() {
      return Policy.Backfill.CONSERVATIVE.promisesMax();
    }
  }

  @GetMapping("/policy")
  String show(Viewer viewer, Model model) {
    model.addAttribute("view", view(viewer, NOTHING));
    return "portal/policy";
  }

  private View view(Viewer viewer, Policies.NewPolicy asked) {
    var latest = versions.latest(POLICIES_MAX);
    var now = latest.getFirst();
    return new View(
        row(now),
        latest.stream().map(this::row).toList(),
        PolicyVersions.whole(now, asked),
        PolicyTime.wrong(asked).stream()
            .map(time -> new Refused(time, time.textOf(asked).orElseThrow()))
            .toList(),
        viewer.isOperator());
  }

  private PolicyRow row(Policies.Policy policy) {
    return new PolicyRow(
        policy.version(),
        policy.order().name(),
        policy.backfill().name(),
        policy.usageHalfLife(),
        policy.restartCost(),
        policy.minimumRunTime(),
        Optional.ofNullable(policy.since()).map(words::at).orElse(Words.NONE),
        Optional.ofNullable(policy.by()).orElse(Words.NONE));
  }

  @PostMapping("/policy")
  String set(
      Viewer viewer,
      @ModelAttribute Policies.NewPolicy asked,
      Model model,
      HttpServletResponse response) {
    if (!viewer.isOperator()) {
      throw new NotHere();
    }
    if (!PolicyTime.wrong(asked).isEmpty()) {
      response.setStatus(HttpStatus.BAD_REQUEST.value());
      model.addAttribute("view", view(viewer, asked));
      return "portal/policy";
    }
    versions.set(asked, viewer.principal());
    return "redirect:/policy";
  }
}
