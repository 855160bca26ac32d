package org.suanli.server.http;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Policies;
import org.suanli.server.identity.Principal;

/// The scheduler's policies, all versions of them.
@RestController
final class PoliciesResource {
  private final PolicyVersions versions;

  PoliciesResource(PolicyVersions versions) {
    this.versions = versions;
  }

  @GetMapping(Paths.POLICIES)
  Page<Policies.Policy> list(Slice slice) {
    var rows = versions.after(slice.after(PolicyVersions.NONE), slice.probe());
    return slice.page(rows, row -> row, Policies.Policy::version);
  }

  @GetMapping(Paths.POLICY_IN_FORCE)
  Policies.Policy show() {
    return versions.inForce();
  }

  @PostMapping(Paths.POLICIES)
  @Described(
      answers = {
        @Described.Answer(body = Policies.Policy.class),
        @Described.Answer(status = 201, body = Policies.Policy.class)
      })
  ResponseEntity<Policies.Policy> set(@RequestBody Policies.NewPolicy asked, Principal caller) {
    var made = versions.set(asked, caller);
    return made.map(policy -> ResponseEntity.status(HttpStatus.CREATED).body(policy))
        .orElseGet(() -> ResponseEntity.ok(versions.inForce()));
  }
}
