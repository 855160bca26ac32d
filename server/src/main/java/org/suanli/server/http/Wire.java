package org.suanli.server.http;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Amount;
import org.suanli.api.Money;
import org.suanli.api.Tenants;
import org.suanli.api.Window;
import org.suanli.core.allocation.Quota;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// Between wire records and the engine's values. Exact both ways; what cannot be exact is refused.
final class Wire {
  private static final int NANO_DIGITS = 9;
  private static final int MICRO_DIGITS = 6;
  private static final int MILLI_FEN_DIGITS = 5;
  private static final BigDecimal BASE_PER_CARD_HOUR = BigDecimal.valueOf(3_600_000_000L);

  /// Longer than any exact amount in a long.
  private static final int NUMBER_LENGTH_MAX = 40;

  private Wire() {}

  /// Makes values of what a caller sent; what they refuse is the caller's fault.
  static <T> T parse(Supplier<T> values) {
    try {
      return values.get();
    } catch (IllegalArgumentException e) {
      throw ProblemException.invalid(String.valueOf(e.getMessage()));
    }
  }

  /// A number of an object in a path, with its prefix or without.
  ///
  /// @throws ProblemException NOT_FOUND if it is none
  private static <T> T id(String prefix, String text, LongFunction<T> make) {
    try {
      return make.apply(
          Long.parseLong(text.startsWith(prefix) ? text.substring(prefix.length()) : text));
    } catch (IllegalArgumentException e) {
      throw ProblemException.notFound(prefix.replace("-", "") + " (" + text + ")");
    }
  }

  static JobId jobId(String text) {
    return id("job-", text, JobId::new);
  }

  static AllocationId allocationId(String text) {
    return id("allocation-", text, AllocationId::new);
  }

  static MemberId memberId(String text) {
    return id("member-", text, MemberId::new);
  }

  static MaintenanceId maintenanceId(String text) {
    return id("maintenance-", text, MaintenanceId::new);
  }

  static long tokenId(String text) {
    return id("token-", text, value -> value);
  }

  /// `organization/name`.
  static ProjectId projectId(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw ProblemException.invalid(
          "The project (" + text + ") must be of the form organization/name.");
    }
    return parse(
        () ->
            new ProjectId(new OrganizationId(text.substring(0, slash)), text.substring(slash + 1)));
  }

  static Amount amount(org.suanli.core.units.Amount amount) {
    return switch (amount.unit()) {
      case NANO_PFLOPS_HOURS ->
          new Amount(Amount.Unit.PFLOPS_HOURS, decimal(amount.value(), NANO_DIGITS));
      case MILLI_ACCELERATOR_MILLIS ->
          new Amount(Amount.Unit.CARD_SECONDS, decimal(amount.value(), MICRO_DIGITS));
    };
  }

  private static String decimal(long value, int digits) {
    return BigDecimal.valueOf(value, digits).toPlainString();
  }

  /// @throws ProblemException if it is no number, or not exact in the ledger's base unit
  static org.suanli.core.units.Amount amount(Amount amount) {
    var number = number("amount", amount.amount());
    return switch (amount.unit()) {
      case PFLOPS_HOURS ->
          new org.suanli.core.units.Amount(
              org.suanli.core.units.Amount.Unit.NANO_PFLOPS_HOURS,
              exact("amount", number.movePointRight(NANO_DIGITS)));
      case CARD_HOURS -> cardTime(exact("amount", number.multiply(BASE_PER_CARD_HOUR)));
      case CARD_SECONDS -> cardTime(exact("amount", number.movePointRight(MICRO_DIGITS)));
    };
  }

  private static org.suanli.core.units.Amount cardTime(long base) {
    return new org.suanli.core.units.Amount(
        org.suanli.core.units.Amount.Unit.MILLI_ACCELERATOR_MILLIS, base);
  }

  static Money money(org.suanli.core.units.Money money) {
    return new Money(Money.YUAN, decimal(money.milliFen(), MILLI_FEN_DIGITS));
  }

  static org.suanli.core.units.Money money(Money money) {
    if (!money.currency().equals(Money.YUAN)) {
      throw ProblemException.invalid(
          "The currency (" + money.currency() + ") must be " + Money.YUAN + ".");
    }
    long milliFen =
        exact("amount", number("amount", money.amount()).movePointRight(MILLI_FEN_DIGITS));
    return parse(() -> new org.suanli.core.units.Money(milliFen));
  }

  /// Teraflops as megaflops.
  static long megaflops(String teraflops) {
    return exact("teraflops", number("teraflops", teraflops).movePointRight(MICRO_DIGITS));
  }

  static String teraflops(long megaflops) {
    var number = BigDecimal.valueOf(megaflops, MICRO_DIGITS);
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static BigDecimal number(String field, String text) {
    try {
      if (text.length() > NUMBER_LENGTH_MAX || text.toLowerCase(Locale.ROOT).contains("e")) {
        throw new NumberFormatException();
      }
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw ProblemException.invalid(
          "The %s (%s) must be a decimal number, such as 12.5.".formatted(field, text));
    }
  }

  private static long exact(String field, BigDecimal number) {
    try {
      return number.longValueExact();
    } catch (ArithmeticException e) {
      throw ProblemException.invalid(
          "The %s must not be larger or finer than the ledger can hold exactly.".formatted(field));
    }
  }

  static Window window(org.suanli.core.units.Window window) {
    return new Window(window.from(), window.until());
  }

  static org.suanli.core.units.Window window(Window window) {
    return parse(
        () ->
            new org.suanli.core.units.Window(
                window.from().truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
                window.until().truncatedTo(java.time.temporal.ChronoUnit.MILLIS)));
  }

  static Tenants.Quota quota(Quota quota) {
    return new Tenants.Quota(quota.guaranteed().milli(), concurrent(quota.concurrent()));
  }

  private static @Nullable Long concurrent(Limit<MilliAccelerators> limit) {
    return switch (limit) {
      case Limit.Unlimited<MilliAccelerators> _ -> null;
      case Limit.AtMost<MilliAccelerators>(var most) -> most.milli();
    };
  }

  static Quota quota(Tenants.Quota quota) {
    var most = Optional.ofNullable(quota.concurrentMilliAccelerators());
    return parse(
        () ->
            new Quota(
                new MilliAccelerators(quota.guaranteedMilliAccelerators()),
                most.map(milli -> Limit.atMost(new MilliAccelerators(milli)))
                    .orElseGet(Limit::unlimited)));
  }

  /// Who did something, such as `member-4`, or `platform`.
  static String author(MemberId by) {
    return by.equals(MemberId.PLATFORM) ? "platform" : by.toString();
  }

  /// An api enum's constant of the same name.
  static <E extends Enum<E>> E same(Class<E> type, Enum<?> constant) {
    return Enum.valueOf(type, constant.name());
  }
}
