package org.suanli.core.spec;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;

/// Reads the tasks of a job: `roles`, or the fields of the only one at the top of the file.
final class RolesParser {
  /// The only role of a job without `roles`.
  static final String WORKER = "worker";

  /// Cores of the largest task.
  static final int CPUS_MAX = 4_096;

  /// Of the largest task: 64 TiB.
  static final long MEMORY_MAX = 64L << 40;

  /// For each device of a task, and for a task without.
  static final int CPUS_PER_DEVICE = 1;

  /// For each device of a task, and for a task without: 4 GiB.
  static final long MEMORY_PER_DEVICE = 4L << 30;

  private static final Pattern ROLE_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /// The tasks of a job.
  ///
  /// @param roles in the order of the file
  /// @param programs one for each role; a role whose command was wrong is missing, and reported
  /// @param models acceptable makes, sorted; empty if all are
  record Roles(List<RoleDemand> roles, List<Run.Program> programs, List<ModelName> models) {}

  private final Models models;
  private final List<RoleDemand> roles = new ArrayList<>();
  private final List<Run.Program> programs = new ArrayList<>();
  private List<ModelName> accepted = List.of();
  private String acceptedAt = "";

  RolesParser(Models models) {
    this.models = models;
  }

  /// @param top the job file
  /// @param job its fields
  Roles parse(Spot top, Fields job) {
    job.find(Field.MODELS).ifPresent(this::readModels);
    var several = job.find(Field.ROLES);
    var command = job.find(Field.COMMAND).flatMap(Commands::read);
    if (several.isPresent()) {
      refuseShortForm(job, several.get());
      readRoles(several.get(), command);
    } else {
      readTask(WORKER, top, job);
      addProgram(WORKER, top, command, job.find(Field.COMMAND).isPresent());
    }
    if (roles.isEmpty()) {
      // What is wrong with the roles is reported; one that stands in lets the rest be read.
      readTask(WORKER, top, job);
    }
    return new Roles(roles, programs, accepted);
  }

  private static void refuseShortForm(Fields job, Spot several) {
    for (var field : EnumSet.copyOf(Field.OF_TASK)) {
      job.find(field)
          .ifPresent(spot -> spot.report(Fault.BESIDE_ROLES, spot.path(), several.line()));
    }
  }

  private void readRoles(Spot at, Optional<Run.Executable> common) {
    var spots = named(at);
    var names = new TreeSet<String>();
    for (var member : spots) {
      if (!(member.spot().value() instanceof Document.Mapping)) {
        member.spot().refuse(Fault.NOT_A_MAPPING);
        continue;
      }
      var fields = Fields.read(member.spot(), Field.OF_ROLE);
      var name = roleName(member, fields);
      if (!names.add(name) && !name.isEmpty()) {
        member.spot().report(Fault.ROLE_TWICE, name);
      }
      readTask(name, member.spot(), fields);
      var own = fields.find(Field.COMMAND);
      var command = own.isPresent() ? own.flatMap(Commands::read) : common;
      addProgram(name, member.spot(), command, own.isPresent());
    }
  }

  /// The roles; those of a list have no name yet.
  private static List<Spot.Member> named(Spot at) {
    if (at.value() instanceof Document.Mapping mapping) {
      if (mapping.entries().isEmpty()) {
        at.report(Fault.NO_ROLES, Demand.Shape.ROLES_MAX);
      }
      return at.members(mapping, Demand.Shape.ROLES_MAX);
    }
    return at.items(Demand.Shape.ROLES_MAX).stream()
        .map(item -> new Spot.Member("", item))
        .toList();
  }

  private static String roleName(Spot.Member member, Fields fields) {
    var own = fields.find(Field.NAME);
    var name = own.flatMap(Spot::text).orElse(member.name());
    if (!ROLE_NAME.matcher(name).matches()) {
      own.orElse(member.spot()).report(Fault.ROLE_NAME, Spot.shown(name));
    }
    return name;
  }

  private void addProgram(
      String role, Spot at, Optional<Run.Executable> command, boolean isWritten) {
    command.ifPresent(executable -> programs.add(new Run.Program(role, executable)));
    if (command.isEmpty() && !isWritten) {
      at.report(Fault.NO_COMMAND, Spot.shown(role));
    }
  }

  private void readTask(String name, Spot at, Fields fields) {
    int replicas =
        fields
            .find(Field.NODES)
            .map(spot -> spot.whole(1, RoleDemand.REPLICAS_MAX).orElse(1))
            .orElse(1);
    var accelerators =
        fields
            .find(Field.ACCELERATORS)
            .map(spot -> readAccelerators(spot))
            .orElse(Accelerators.NONE);
    long devices =
        Math.max(1, Math.ceilDiv(accelerators.perTask().milli(), RoleDemand.MILLI_PER_DEVICE));
    long cpus =
        fields
            .find(Field.CPUS)
            .flatMap(RolesParser::cpus)
            .orElse(devices * CPUS_PER_DEVICE * 1_000);
    long memory =
        fields.find(Field.MEMORY).flatMap(RolesParser::memory).orElse(devices * MEMORY_PER_DEVICE);
    roles.add(
        new RoleDemand(
            name, replicas, accelerators.perTask(), new MilliCpus(cpus), new Bytes(memory)));
  }

  private Accelerators readAccelerators(Spot at) {
    var accelerators = Accelerators.read(at, models);
    accept(accelerators.models(), at);
    return accelerators;
  }

  private void readModels(Spot at) {
    var found = new TreeSet<ModelName>();
    for (var item : at.items(Accelerators.MODELS_MAX)) {
      item.line(Models.LENGTH_MAX)
          .ifPresent(name -> found.addAll(Accelerators.resolve(name, item, models)));
    }
    accept(List.copyOf(found), at);
  }

  /// Tasks of a gang run together, so all must accept the same makes.
  private void accept(List<ModelName> named, Spot at) {
    if (named.isEmpty()) {
      return;
    }
    if (accepted.isEmpty()) {
      accepted = named;
      acceptedAt = at.path();
    } else if (!accepted.equals(named)) {
      at.report(Fault.MODELS_DIFFER, names(named), at.path(), acceptedAt, names(accepted));
    }
  }

  private static String names(List<ModelName> models) {
    return Spot.shown(String.join(", ", models.stream().map(ModelName::value).toList()));
  }

  private static Optional<Long> cpus(Spot at) {
    return at.text()
        .flatMap(
            text -> {
              var milli = Quantities.milli(text);
              if (milli.isEmpty()
                  || milli.getAsLong() == 0
                  || milli.getAsLong() > CPUS_MAX * 1_000L) {
                at.refuse(Fault.CPUS, CPUS_MAX);
                return Optional.empty();
              }
              return Optional.of(milli.getAsLong());
            });
  }

  private static Optional<Long> memory(Spot at) {
    return at.text()
        .flatMap(
            text -> {
              var bytes = Quantities.bytes(text);
              if (bytes.isEmpty() || bytes.getAsLong() == 0 || bytes.getAsLong() > MEMORY_MAX) {
                at.refuse(Fault.MEMORY);
                return Optional.empty();
              }
              return Optional.of(bytes.getAsLong());
            });
  }
}
