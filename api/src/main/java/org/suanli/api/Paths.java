package org.suanli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The paths of the HTTP interface, as templates whose variables stand in braces.
public final class Paths {
  public static final String ROOT = "/api/v1";

  public static final String HEALTH = ROOT + "/health";
  public static final String LIVENESS = HEALTH + "/live";
  public static final String METRICS = ROOT + "/metrics";
  public static final String OPENAPI = ROOT + "/openapi.json";

  public static final String SESSION = ROOT + "/session";
  public static final String SESSION_PASSWORD = SESSION + "/password";
  public static final String TOKENS = ROOT + "/tokens";
  public static final String TOKEN = TOKENS + "/{token}";

  public static final String ORGANIZATIONS = ROOT + "/organizations";
  public static final String ORGANIZATION = ORGANIZATIONS + "/{organization}";
  public static final String ORGANIZATION_QUOTA = ORGANIZATION + "/quota";
  public static final String PROJECTS = ORGANIZATION + "/projects";
  public static final String PROJECT = PROJECTS + "/{project}";
  public static final String PROJECT_QUOTA = PROJECT + "/quota";
  public static final String SECRETS = PROJECT + "/secrets";
  public static final String SECRET = SECRETS + "/{secret}";
  public static final String STATEMENT = ORGANIZATION + "/statement";

  public static final String MEMBERS = ROOT + "/members";
  public static final String MEMBER = MEMBERS + "/{member}";
  public static final String MEMBER_INVITATION = MEMBER + "/invitation";

  public static final String PROGRAMMES = ROOT + "/programmes";
  public static final String PROGRAMME = PROGRAMMES + "/{programme}";
  public static final String ALLOCATIONS = ROOT + "/allocations";
  public static final String ALLOCATION = ALLOCATIONS + "/{allocation}";
  public static final String ALLOCATION_CLOSE = ALLOCATION + "/close";

  public static final String POLICIES = ROOT + "/policies";
  public static final String POLICY_IN_FORCE = POLICIES + "/in-force";
  public static final String PRICES = ROOT + "/prices";
  public static final String RATINGS = ROOT + "/ratings";
  public static final String MODELS = ROOT + "/models";

  public static final String CAPACITY = ROOT + "/capacity";
  public static final String CLUSTERS = ROOT + "/clusters";
  public static final String CLUSTER = CLUSTERS + "/{cluster}";
  public static final String NODES = ROOT + "/nodes";
  public static final String NODE = CLUSTER + "/nodes/{node}";
  public static final String NODE_STATE = NODE + "/state";
  public static final String NODE_EVENTS = NODE + "/events";
  public static final String NODE_FAULTS = NODE + "/faults";
  public static final String MAINTENANCES = ROOT + "/maintenances";
  public static final String MAINTENANCE = MAINTENANCES + "/{maintenance}";

  public static final String JOBS = ROOT + "/jobs";
  public static final String JOB = JOBS + "/{job}";
  public static final String JOB_FILE = JOB + "/file";
  public static final String JOB_ATTEMPTS = JOB + "/attempts";
  public static final String JOB_TIMELINE = JOB + "/timeline";
  public static final String JOB_EXPLANATION = JOB + "/explanation";
  public static final String JOB_CANCEL = JOB + "/cancel";
  public static final String JOB_RETRY = JOB + "/retry";
  public static final String JOB_LOGS = JOB + "/logs";
  public static final String JOB_LOGS_STREAM = JOB_LOGS + "/stream";
  public static final String JOB_OUTPUTS = JOB + "/outputs";
  public static final String JOB_OUTPUT = JOB_OUTPUTS + "/{*path}";
  public static final String CODE = ROOT + "/code/{sha256}";

  public static final String USAGE = ROOT + "/usage";
  public static final String LEDGER = ROOT + "/ledger";
  public static final String AUDIT = ROOT + "/audit";
  public static final String AUDIT_VERIFICATION = AUDIT + "/verification";
  public static final String EVENTS = ROOT + "/events";

  private Paths() {}

  /// Fills a template's variables in their order, percent-encoded; a variable that begins with `*`
  /// keeps its slashes.
  ///
  /// @throws IllegalArgumentException if their number is not that of the variables
  public static String of(String template, String... values) {
    var path = new StringBuilder();
    var rest = template;
    for (String value : List.of(values)) {
      int open = rest.indexOf('{');
      int close = rest.indexOf('}');
      if (open < 0) {
        throw new IllegalArgumentException(
            "The values (" + values.length + ") must be as many as the variables of " + template);
      }
      path.append(rest, 0, open);
      path.append(rest.charAt(open + 1) == '*' ? encodeSegments(value) : encode(value));
      rest = rest.substring(close + 1);
    }
    if (rest.indexOf('{') >= 0) {
      throw new IllegalArgumentException(
          "The values (" + values.length + ") must be as many as the variables of " + template);
    }
    return path.append(rest).toString();
  }

  private static String encodeSegments(String path) {
    var text = new StringBuilder();
    for (String segment : path.split("/", -1)) {
      text.append(text.isEmpty() ? "" : "/").append(encode(segment));
    }
    return text.toString();
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
