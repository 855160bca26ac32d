package org.suanli.core.scheduling;

import java.time.Duration;
import java.util.List;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;

/// One change of a waiting job with which it would start now.
public sealed interface Alternative {

  /// One sentence for the user.
  String sentence();

  /// As a job file has it: the most that would start, or the model.
  String value();

  /// @param most the longest such limit, in whole minutes
  record ShorterLimit(Duration most) implements Alternative {
    @Override
    public String sentence() {
      return "With a time limit of at most " + shown(most) + ".";
    }

    @Override
    public String value() {
      return most.toMinutes() + "m";
    }

    private static String shown(Duration limit) {
      var hours = limit.toHours() == 0 ? "" : limit.toHours() + " h";
      var minutes = limit.toMinutesPart() == 0 ? "" : limit.toMinutesPart() + " min";
      return (hours + " " + minutes).strip();
    }
  }

  /// @param most the largest such gang; fewer than the job has, of its only role
  record FewerTasks(int most) implements Alternative {
    @Override
    public String sentence() {
      return most == 1 ? "With one task." : "With at most " + most + " tasks.";
    }

    @Override
    public String value() {
      return Integer.toString(most);
    }
  }

  /// @param most accelerators of its only task; fewer than the job asks for
  record FewerAccelerators(int most) implements Alternative {
    @Override
    public String sentence() {
      return most == 1 ? "With one accelerator." : "With at most " + most + " accelerators.";
    }

    @Override
    public String value() {
      return Integer.toString(most);
    }
  }

  /// @param model that the job does not accept now
  record OtherModel(ModelName model) implements Alternative {
    @Override
    public String sentence() {
      return "On " + model + ".";
    }

    @Override
    public String value() {
      return model.value();
    }
  }

  /// The demand with one change.
  static Demand with(Demand demand, Alternative change) {
    var shape = demand.shape();
    return switch (change) {
      case ShorterLimit(var most) ->
          with(demand, shape.roles(), shape.models(), Limit.atMost(most));
      case FewerTasks(int most) -> {
        var role = shape.roles().getFirst();
        yield with(
            demand,
            List.of(
                new RoleDemand(role.name(), most, role.accelerators(), role.cpus(), role.memory())),
            shape.models(),
            shape.timeLimit());
      }
      case FewerAccelerators(int most) -> {
        var role = shape.roles().getFirst();
        yield with(
            demand,
            List.of(
                new RoleDemand(
                    role.name(),
                    role.replicas(),
                    new MilliAccelerators(most * 1_000L),
                    role.cpus(),
                    role.memory())),
            shape.models(),
            shape.timeLimit());
      }
      case OtherModel(var model) -> with(demand, shape.roles(), List.of(model), shape.timeLimit());
    };
  }

  private static Demand with(
      Demand demand, List<RoleDemand> roles, List<ModelName> models, Limit<Duration> timeLimit) {
    return new Demand(
        new Demand.Shape(roles, models, demand.shape().cluster(), timeLimit),
        demand.priorityClass(),
        demand.priority(),
        demand.retries(),
        demand.checkpoint(),
        demand.dependencies(),
        demand.needsImage());
  }
}
