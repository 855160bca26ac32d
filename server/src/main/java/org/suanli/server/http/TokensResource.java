package org.suanli.server.http;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Members;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Tokens;

/// Personal access tokens: one's own, and those of robots that one administers.
@RestController
final class TokensResource {
  private static final int DAYS_DEFAULT = 90;

  private final Tokens tokens;
  private final People people;

  TokensResource(Tokens tokens, People people) {
    this.tokens = tokens;
    this.people = people;
  }

  /// @param member a robot; oneself if left out
  @GetMapping(Paths.TOKENS)
  Page<Members.Token> list(
      @RequestParam(required = false) @Nullable String member, Slice slice, Principal caller) {
    var rows = tokens.list(holder(member, caller), slice.after(0), slice.probe());
    return slice.page(rows, People::token, Tokens.Token::id);
  }

  @PostMapping(Paths.TOKENS)
  @ResponseStatus(HttpStatus.CREATED)
  Members.IssuedToken issue(@RequestBody Members.NewToken token, Principal caller) {
    var holder = holder(token.member(), caller);
    var asked = token.scopes();
    var scopes =
        asked == null
            ? List.of(Principal.Scope.ALL)
            : asked.stream().map(scope -> Wire.same(Principal.Scope.class, scope)).toList();
    var days = token.days();
    var lifetime = Duration.ofDays(days == null ? DAYS_DEFAULT : days);
    return People.issued(Wire.parse(() -> tokens.issue(holder, token.name(), scopes, lifetime)));
  }

  /// A token of a person is that person's own business; robots have none.
  private MemberId holder(@Nullable String member, Principal caller) {
    if (member == null || Wire.memberId(member).equals(caller.member())) {
      return caller.member();
    }
    var robot = people.require(Wire.memberId(member));
    boolean isAdministered =
        switch (caller.role()) {
          case OPERATOR -> true;
          case ADMIN -> robot.organization().equals(caller.organization());
          case AUDITOR, MEMBER -> false;
        };
    if (!isAdministered) {
      throw ProblemException.notFound(robot.member().toString());
    }
    if (!robot.isRobot()) {
      throw ProblemException.forbidden("The member of a token must be oneself or a robot.");
    }
    return robot.member();
  }

  @DeleteMapping(Paths.TOKEN)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void revoke(@PathVariable String token) {
    tokens.revoke(Wire.tokenId(token));
  }
}
