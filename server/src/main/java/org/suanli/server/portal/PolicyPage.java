package org.suanli.server.portal;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.suanli.core.engine.Command;
import org.suanli.core.scheduling.Policy;
import org.suanli.server.loop.Commands;

/// How the scheduler decides now, how it did before, and another choice for operators.
@Controller
final class PolicyPage {
  private static final int POLICIES_MAX = 50;
  private static final long HOURS_MAX = 8_760;

  private final Commands commands;
  private final JdbcClient jdbc;
  private final Words words;

  PolicyPage(Commands commands, JdbcClient jdbc, Words words) {
    this.commands = commands;
    this.jdbc = jdbc;
    this.words = words;
  }

  record PolicyRow(int version, String order, String backfill, long hours, String since) {}

  /// @param isRefused whether a half-life was just asked for that cannot be
  record View(Policy now, List<PolicyRow> history, boolean mayOperate, boolean isRefused) {
    public long hours() {
      return now.usageHalfLife().toHours();
    }

    public List<String> orders() {
      return Stream.of(Policy.Order.values()).map(Enum::name).toList();
    }

    public List<String> backfills() {
      return Stream.of(Policy.Backfill.values()).map(Enum::name).toList();
    }
  }

  @GetMapping("/policy")
  String show(Viewer viewer, @RequestParam(defaultValue = "false") boolean refused, Model model) {
    var history =
        jdbc.sql("SELECT * FROM policy ORDER BY version DESC LIMIT :limit")
            .param("limit", POLICIES_MAX)
            .query(
                (row, _) ->
                    new PolicyRow(
                        row.getInt("version"),
                        row.getString("job_order"),
                        row.getString("backfill"),
                        Duration.ofMillis(row.getLong("half_life_millis")).toHours(),
                        words.at(row.getTimestamp("published_at").toInstant())))
            .list();
    var now = Loop.read(commands, engine -> engine.state().policy());
    model.addAttribute("view", new View(now, history, viewer.isOperator(), refused));
    return "portal/policy";
  }

  @PostMapping("/policy")
  String set(
      Viewer viewer,
      @RequestParam Policy.Order order,
      @RequestParam Policy.Backfill backfill,
      @RequestParam long hours) {
    if (!viewer.isOperator()) {
      throw new NotHere();
    }
    if (hours < 1 || hours > HOURS_MAX) {
      return "redirect:/policy?refused=true";
    }
    var policy = new Policy(order, backfill, Duration.ofHours(hours));
    Loop.await(commands.submit(new Command.SetPolicy(policy), viewer.member()));
    return "redirect:/policy";
  }
}
