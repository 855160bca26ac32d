package org.suanli.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.HexFormat;
import org.springframework.stereotype.Component;
import org.suanli.core.ledger.Statement;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.Window;

/// Statements of months, from the tables.
@Component
public final class Statements {
  private final StatementFacts facts;
  private final Billing billing;
  private final InstantSource clock;

  /// @param until the last row of the journal that it knows of
  public record Question(OrganizationId organization, Window window, long until) {}

  Statements(StatementFacts facts, Billing billing, InstantSource clock) {
    this.facts = facts;
    this.billing = billing;
    this.clock = clock;
  }

  /// The month that it is where bills are made.
  public YearMonth currentMonth() {
    return YearMonth.from(clock.instant().atZone(billing.zone()));
  }

  /// A month where bills are made.
  ///
  /// @param month such as `2026-11`
  /// @throws ProblemException INVALID if it is no month
  public Window window(String month) {
    return billing.window(new Billing.Asked(month, null, null));
  }

  /// Such as `Asia/Shanghai`.
  public String zone() {
    return billing.zone().getId();
  }

  /// The text, which anyone can re-add.
  ///
  /// @throws ProblemException NOT_FOUND if there is no such organization
  public String text(Question question) {
    var organization = question.organization();
    facts.requireKnown(organization);
    var statement = new Statement(organization, question.window());
    facts.feed(statement, organization, question.until(), _ -> {});
    return statement.text();
  }

  /// SHA-256 of a text in UTF-8, in hexadecimal.
  public static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
