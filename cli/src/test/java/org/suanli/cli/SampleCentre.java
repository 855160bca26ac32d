package org.suanli.cli;

import static org.suanli.cli.SampleJobs.at;
import static org.suanli.cli.SampleJobs.cardSeconds;
import static org.suanli.cli.SampleJobs.pflopsHours;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import org.suanli.api.Allocations;
import org.suanli.api.Audit;
import org.suanli.api.Health;
import org.suanli.api.Jobs;
import org.suanli.api.Members;
import org.suanli.api.Money;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Policies;
import org.suanli.api.Prices;
import org.suanli.api.Supply;
import org.suanli.api.Tenants;
import org.suanli.api.Window;

/// A server that answers every request of the interface once told to.
final class SampleCentre {
  private SampleCentre() {}

  static CannedServer start() {
    var server = new CannedServer();
    account(server);
    jobs(server);
    supply(server);
    tenants(server);
    SampleBooks.on(server);
    return server;
  }

  private static <T> Page<T> page(List<T> items) {
    return new Page<>(items, null);
  }

  static Members.Member member() {
    return new Members.Member(
        "member-4", Members.Role.MEMBER, "ocean", "海洋 desk", "desk@ocean.example", false);
  }

  static Members.Session session() {
    return new Members.Session(member(), List.of(Members.Scope.ALL), at("31T00:00:00"), false);
  }

  static Members.IssuedToken issued() {
    return new Members.IssuedToken(token(), "slt_fresh");
  }

  private static Members.Token token() {
    return new Members.Token(
        9,
        "member-4",
        "laptop",
        "resh",
        List.of(Members.Scope.READ, Members.Scope.JOBS),
        at("01T00:00:00"),
        at("31T00:00:00"),
        at("02T03:00:00"),
        null);
  }

  private static void account(CannedServer server) {
    server
        .on("GET " + Paths.HEALTH, new Health("UP", "0.1.0", ClientRun.NOW, List.of()))
        .on("GET " + Paths.SESSION, session())
        .on("POST " + Paths.SESSION, new Members.LoggedIn(session(), issued()))
        .on("GET " + Paths.TOKENS, page(List.of(token())))
        .on("POST " + Paths.TOKENS, issued())
        .on("DELETE /api/v1/tokens/9", CannedServer.noContent());
  }

  private static void jobs(CannedServer server) {
    server
        .on("GET " + Paths.JOBS, page(List.of(SampleJobs.running(), SampleJobs.waiting())))
        .on("POST " + Paths.JOBS, SampleCentre::submit)
        .on("GET /api/v1/jobs/job-7", SampleJobs.detail(SampleJobs.running()))
        .on("GET /api/v1/jobs/job-7/timeline", page(SampleJobs.timeline()))
        .on("GET /api/v1/jobs/job-8/explanation", SampleJobs.explanation())
        .on(
            "GET /api/v1/jobs/job-7/explanation",
            new Jobs.Explanation("job-7", Jobs.State.RUNNING, null, null, null, List.of()))
        .on("GET /api/v1/jobs/job-7/file", CannedServer.bytes("{\"name\":\"x\"}".getBytes()))
        .on("POST /api/v1/jobs/job-7/cancel", SampleJobs.running())
        .on("POST /api/v1/jobs/job-7/retry", SampleJobs.submitted())
        .on("GET /api/v1/jobs/job-7/logs", new Jobs.LogChunk(0, 12, true, "step 1 loss\n"))
        .on(
            "GET /api/v1/jobs/job-7/outputs",
            page(
                List.of(
                    new Jobs.Output("model/weights.bin", 3_221_225_472L, at("02T03:00:00")),
                    new Jobs.Output("notes.txt", 12, at("02T03:30:00")))));
  }

  private static void submit(HttpExchange exchange) throws IOException {
    boolean isPlan = "plan=true".equals(exchange.getRequestURI().getQuery());
    CannedServer.ok(isPlan ? SampleJobs.plan() : SampleJobs.submitted()).to(exchange);
  }

  private static void supply(CannedServer server) {
    var balance = new Supply.Balance(20, 19_250, 8, 2, 2, 32);
    var cluster =
        new Supply.Cluster("north", "harbour", Supply.ClusterKind.SLURM, true, false, 4, balance);
    var node = node(Supply.NodeState.READY, "");
    var path = "/api/v1/clusters/north";
    server
        .on(
            "GET " + Paths.CAPACITY,
            new Supply.Capacity(
                balance, List.of(new Supply.ModelBalance("Ascend 910B2", balance, "10.016")), 1, 1))
        .on("GET " + Paths.CLUSTERS, page(List.of(cluster)))
        .on("GET " + path, cluster)
        .on("PUT " + path, cluster)
        .on("DELETE " + path, CannedServer.noContent())
        .on(
            "GET " + Paths.NODES,
            page(List.of(node, node(Supply.NodeState.DRAINING, "the fan of 机柜 3"))))
        .on("GET " + path + "/nodes/n1", node)
        .on("PUT " + path + "/nodes/n1", node)
        .on("DELETE " + path + "/nodes/n1", CannedServer.noContent())
        .on("PUT " + path + "/nodes/n1/state", node)
        .on("POST " + path + "/nodes/n1/faults", CannedServer.noContent())
        .on(
            "GET " + path + "/nodes/n1/events",
            page(
                List.of(
                    new Supply.NodeEvent(
                        5, at("01T08:00:00"), "north", "n1", "NodeStateChanged", "DRAINING"))))
        .on("GET " + Paths.MAINTENANCES, page(List.of(maintenance())))
        .on("POST " + Paths.MAINTENANCES, maintenance())
        .on("DELETE /api/v1/maintenances/maintenance-2", CannedServer.noContent())
        .on("GET " + Paths.MODELS, page(List.of(model())));
  }

  private static Supply.Node node(Supply.NodeState state, String reason) {
    return new Supply.Node(
        "north",
        "n1",
        "b1",
        "r3",
        "Ascend 910B2",
        8,
        8,
        7_250,
        0,
        192_000,
        824_633_720_832L,
        state,
        reason,
        reason.isEmpty() ? "platform" : "member-1",
        List.of("job-7.2"));
  }

  private static Supply.Maintenance maintenance() {
    return new Supply.Maintenance(
        "maintenance-2", "north", "n1", new Window(at("05T00:00:00"), at("05T04:00:00")), "fans");
  }

  private static Policies.Policy policy(int version, Policies.Backfill backfill) {
    boolean isStandard = version == 0;
    return new Policies.Policy(
        version,
        Policies.Order.FAIR_SHARE,
        backfill,
        "7d",
        version == 2 ? "7m" : "5m",
        "10m",
        isStandard ? null : SampleBooks.price().since(),
        isStandard ? null : "member-4",
        version == 1);
  }

  private static Prices.Model model() {
    var teraflops = new LinkedHashMap<String, String>();
    teraflops.put("FP16", "313");
    return new Prices.Model(
        "Ascend 910B2", "Huawei", teraflops, 68_719_476_736L, "PUBLISHED", SampleBooks.rating());
  }

  private static void tenants(CannedServer server) {
    var quota = new Tenants.Quota(16_000, 64_000L);
    var ocean = new Tenants.Organization("ocean", 3, quota, 16_000, 1);
    var project =
        new Tenants.Project("ocean/models", "ocean", "models", new Tenants.Quota(0, null), 16_000);
    var invitation = new Members.Invitation("member-4", "once", "/sign-in/once", at("05T04:00:00"));
    server
        .on("GET " + Paths.ORGANIZATIONS, page(List.of(ocean)))
        .on(
            "GET /api/v1/organizations/ocean",
            new Tenants.OrganizationDetail(ocean, List.of(project)))
        .on("PUT /api/v1/organizations/ocean", ocean)
        .on("PUT /api/v1/organizations/ocean/quota", quota)
        .on("PUT /api/v1/organizations/ocean/projects/models/quota", quota)
        .on("GET /api/v1/organizations/ocean/projects", page(List.of(project)))
        .on("POST /api/v1/organizations/ocean/projects", project)
        .on("GET /api/v1/organizations/ocean/projects/models", project)
        .on("DELETE /api/v1/organizations/ocean/projects/models", CannedServer.noContent())
        .on("GET " + Paths.MEMBERS, page(List.of(member())))
        .on("POST " + Paths.MEMBERS, new Members.CreatedMember(member(), invitation))
        .on("GET /api/v1/members/member-4", member())
        .on("PATCH /api/v1/members/member-4", member())
        .on("DELETE /api/v1/members/member-4", CannedServer.noContent())
        .on("POST /api/v1/members/member-4/invitation", invitation)
        .on("GET " + Paths.PROGRAMMES, page(List.of(new Allocations.Programme("city-2026"))))
        .on("PUT /api/v1/programmes/city-2026", new Allocations.Programme("city-2026"))
        .on("GET " + Paths.ALLOCATIONS, page(List.of(allocation())))
        .on("POST " + Paths.ALLOCATIONS, allocation())
        .on("GET /api/v1/allocations/allocation-3", allocation())
        .on("POST /api/v1/allocations/allocation-3/close", allocation())
        .on(
            "GET " + Paths.POLICIES,
            page(
                List.of(
                    policy(0, Policies.Backfill.EASY), policy(1, Policies.Backfill.CONSERVATIVE))))
        .on("GET " + Paths.POLICY_IN_FORCE, policy(1, Policies.Backfill.CONSERVATIVE))
        .on("POST " + Paths.POLICIES, policy(2, Policies.Backfill.NONE))
        .on("GET " + Paths.PRICES, page(List.of(SampleBooks.price())))
        .on("POST " + Paths.PRICES, SampleBooks.price())
        .on("GET " + Paths.RATINGS, page(List.of(SampleBooks.rating())))
        .on("POST " + Paths.RATINGS, SampleBooks.rating())
        .on(
            "GET " + Paths.AUDIT,
            new Audit.AuditPage(
                List.of(
                    new Audit.AuditEntry(
                        41,
                        at("02T01:00:00"),
                        "member-4",
                        "JobSubmitted",
                        1,
                        "{\"job\":7}",
                        "ab".repeat(32))),
                null,
                List.of(
                    new Audit.Archive(
                        1, 40, "ab".repeat(32), "journal-1-40.gz", at("01T00:00:00")))))
        .on(
            "GET " + Paths.AUDIT_VERIFICATION,
            new Audit.Verification(1, 41, true, null, "ab".repeat(32)));
  }

  private static Allocations.Allocation allocation() {
    return new Allocations.Allocation(
        "allocation-3",
        "ocean",
        null,
        "city-2026",
        null,
        List.of(),
        new Window(at("01T00:00:00"), at("31T00:00:00")),
        false,
        pflopsHours("1000.000000000"),
        pflopsHours("934.896000000"),
        pflopsHours("60.096000000"),
        pflopsHours("5.008000000"),
        pflopsHours("65.104000000"),
        cardSeconds("0.000000"),
        at("06T00:00:00"),
        Allocations.Warning.RUNS_OUT);
  }

  static Money yuan(String amount) {
    return new Money(Money.YUAN, amount);
  }
}
