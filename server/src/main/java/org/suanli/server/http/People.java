package org.suanli.server.http;

import java.util.List;
import org.springframework.stereotype.Component;
import org.suanli.api.Members;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.identity.FirstStart;
import org.suanli.server.identity.Passwords;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Profiles;
import org.suanli.server.identity.SignIn;
import org.suanli.server.identity.Tokens;

/// Wire records of members, sessions and tokens.
@Component
final class People {
  private final Profiles profiles;
  private final Passwords passwords;
  private final SignIn signIn;

  People(Profiles profiles, Passwords passwords, SignIn signIn) {
    this.profiles = profiles;
    this.passwords = passwords;
    this.signIn = signIn;
  }

  Profiles.Profile require(MemberId id) {
    return profiles.find(id).orElseThrow(() -> ProblemException.notFound(id.toString()));
  }

  static Members.Member member(Profiles.Profile profile) {
    return new Members.Member(
        profile.member().toString(),
        Wire.same(Members.Role.class, profile.role()),
        profile.organization().map(OrganizationId::value).orElse(null),
        profile.name().orElse(null),
        profile.email().orElse(null),
        profile.isRobot());
  }

  Members.Invitation invite(MemberId id) {
    var issued = signIn.invite(id);
    return new Members.Invitation(
        id.toString(),
        issued.secret().text(),
        FirstStart.LINK_PATH + issued.secret().text(),
        issued.expiresAt());
  }

  Members.Session session(Principal principal) {
    return new Members.Session(
        member(require(principal.member())),
        scopes(principal.scopes()),
        principal.expiresAt(),
        passwords.has(principal.member()));
  }

  static List<Members.Scope> scopes(List<Principal.Scope> scopes) {
    return scopes.stream().map(scope -> Wire.same(Members.Scope.class, scope)).toList();
  }

  static Members.Token token(Tokens.Token token) {
    return new Members.Token(
        token.id(),
        token.member().toString(),
        token.name(),
        token.hint(),
        scopes(token.scopes()),
        token.createdAt(),
        token.expiresAt(),
        token.lastUsedAt().orElse(null),
        token.revokedAt().orElse(null));
  }

  static Members.IssuedToken issued(Tokens.Issued issued) {
    return new Members.IssuedToken(token(issued.token()), issued.secret());
  }
}
