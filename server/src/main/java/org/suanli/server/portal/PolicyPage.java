package org.suanli.server.portal;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.suanli.api.Policies;
import org.suanli.core.scheduling.Policy;
import org.suanli.server.http.PolicyVersions;

/// How the scheduler decides now, how it did before, and another choice for operators.
@Controller
final class PolicyPage {
  private static final int POLICIES_MAX = 50;

  private final PolicyVersions versions;
  private final Words words;

  PolicyPage(PolicyVersions versions, Words words) {
    this.versions = versions;
    this.words = words;
  }

  record PolicyRow(
      int version, String order, String backfill, String halfLife, String since, String by) {}

  /// @param asked what the form shows
  /// @param refused the half-life that was just asked for and cannot be; empty if none
  record View(
      PolicyRow now,
      List<PolicyRow> history,
      Policies.NewPolicy asked,
      String refused,
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
    model.addAttribute("view", view(viewer, Optional.empty()));
    return "portal/policy";
  }

  /// @param refused what was asked for and cannot be
  private View view(Viewer viewer, Optional<Policies.NewPolicy> refused) {
    var latest = versions.latest(POLICIES_MAX);
    var now = latest.getFirst();
    return new View(
        row(now),
        latest.stream().map(this::row).toList(),
        refused.orElseGet(
            () -> new Policies.NewPolicy(now.order(), now.backfill(), now.usageHalfLife())),
        refused.map(Policies.NewPolicy::usageHalfLife).orElse(""),
        viewer.isOperator());
  }

  private PolicyRow row(Policies.Policy policy) {
    return new PolicyRow(
        policy.version(),
        policy.order().name(),
        policy.backfill().name(),
        policy.usageHalfLife(),
        Optional.ofNullable(policy.since()).map(words::at).orElse(Words.NONE),
        Optional.ofNullable(policy.by()).orElse(Words.NONE));
  }

  @PostMapping("/policy")
  String set(
      Viewer viewer,
      @RequestParam Policies.Order order,
      @RequestParam Policies.Backfill backfill,
      @RequestParam String halfLife,
      Model model,
      HttpServletResponse response) {
    if (!viewer.isOperator()) {
      throw new NotHere();
    }
    var asked = new Policies.NewPolicy(order, backfill, halfLife.strip());
    if (PolicyVersions.halfLife(asked.usageHalfLife()).isEmpty()) {
      response.setStatus(HttpStatus.BAD_REQUEST.value());
      model.addAttribute("view", view(viewer, Optional.of(asked)));
      return "portal/policy";
    }
    versions.set(asked, viewer.principal());
    return "redirect:/policy";
  }
}
