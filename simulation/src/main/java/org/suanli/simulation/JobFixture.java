package org.suanli.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.suanli.core.engine.Command;
import org.suanli.core.spec.CheckpointPolicy;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// A job to submit, everything of it defaulted: one task with one accelerator of any make, an hour
/// at most, class standard, no retries, for project `main` of organization `ocean`.
public final class JobFixture {
  private static final long BYTES_PER_GIB = 1L << 30;

  private String organization = "ocean";
  private String project = "main";
  private int tasks = 1;
  private MilliAccelerators accelerators = new MilliAccelerators(1_000);
  private MilliCpus cpus = new MilliCpus(1_000);
  private Bytes memory = new Bytes(BYTES_PER_GIB);
  private final List<RoleDemand> otherRoles = new ArrayList<>();
  private List<ModelName> models = List.of();
  private Optional<ClusterId> cluster = Optional.empty();
  private Limit<Duration> timeLimit = Limit.atMost(Duration.ofHours(1));
  private PriorityClass priorityClass = PriorityClass.STANDARD;
  private int priority;
  private int retries;
  private Optional<Duration> checkpointInterval = Optional.empty();
  private Duration grace = CheckpointPolicy.GRACE_DEFAULT;
  private List<JobId> dependencies = List.of();
  private boolean needsImage;

  private JobFixture() {}

  public static JobFixture aJob() {
    return new JobFixture();
  }

  public JobFixture organization(String name) {
    organization = name;
    return this;
  }

  public JobFixture project(String name) {
    project = name;
    return this;
  }

  /// Of each task.
  public JobFixture accelerators(int devices) {
    return milliAccelerators(devices * 1_000L);
  }

  /// Of each task; a share of one device, or whole ones.
  public JobFixture milliAccelerators(long milli) {
    accelerators = new MilliAccelerators(milli);
    return this;
  }

  public JobFixture tasks(int count) {
    tasks = count;
    return this;
  }

  /// Of each task.
  public JobFixture cpus(int cores) {
    cpus = new MilliCpus(cores * 1_000L);
    return this;
  }

  /// Of each task.
  public JobFixture memoryGib(long gib) {
    memory = new Bytes(gib * BYTES_PER_GIB);
    return this;
  }

  /// A further role of tasks without accelerators.
  public JobFixture andRole(String name, int replicas) {
    otherRoles.add(
        new RoleDemand(
            name,
            replicas,
            MilliAccelerators.ZERO,
            new MilliCpus(1_000),
            new Bytes(BYTES_PER_GIB)));
    return this;
  }

  public JobFixture models(String... names) {
    models = List.of(names).stream().map(ModelName::new).toList();
    return this;
  }

  public JobFixture cluster(String name) {
    cluster = Optional.of(new ClusterId(name));
    return this;
  }

  public JobFixture timeLimit(Duration limit) {
    timeLimit = Limit.atMost(limit);
    return this;
  }

  public JobFixture withoutTimeLimit() {
    timeLimit = Limit.unlimited();
    return this;
  }

  public JobFixture guaranteed() {
    return priorityClass(PriorityClass.GUARANTEED);
  }

  public JobFixture spot() {
    return priorityClass(PriorityClass.SPOT);
  }

  public JobFixture priorityClass(PriorityClass value) {
    priorityClass = value;
    return this;
  }

  public JobFixture priority(int value) {
    priority = value;
    return this;
  }

  public JobFixture retries(int count) {
    retries = count;
    return this;
  }

  public JobFixture checkpointEvery(Duration interval) {
    checkpointInterval = Optional.of(interval);
    return this;
  }

  public JobFixture grace(Duration value) {
    grace = value;
    return this;
  }

  public JobFixture after(JobId... jobs) {
    dependencies = List.of(jobs);
    return this;
  }

  public JobFixture withImage() {
    needsImage = true;
    return this;
  }

  public ProjectId projectId() {
    return new ProjectId(new OrganizationId(organization), project);
  }

  public Demand demand() {
    var roles = new ArrayList<RoleDemand>();
    roles.add(new RoleDemand("worker", tasks, accelerators, cpus, memory));
    roles.addAll(otherRoles);
    return new Demand(
        new Demand.Shape(roles, models, cluster, timeLimit),
        priorityClass,
        priority,
        retries,
        new CheckpointPolicy(checkpointInterval, grace),
        dependencies,
        needsImage);
  }

  public Command.Submit submit() {
    return new Command.Submit(projectId(), demand(), "0".repeat(64));
  }
}
