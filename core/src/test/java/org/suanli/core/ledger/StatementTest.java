package org.suanli.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.metering.Segment;
import org.suanli.core.supply.Precision;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Money;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.Window;

class StatementTest {
  private static final Instant MONTH = Instant.parse("2026-03-01T00:00:00Z");
  private static final Window MARCH = new Window(MONTH, Instant.parse("2026-04-01T00:00:00Z"));
  private static final OrganizationId OCEAN = new OrganizationId("ocean");
  private static final ModelName MODEL = new ModelName("Ascend 910B2");
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(7), 1);
  private static final Amount.Unit PFLOPS = Amount.Unit.NANO_PFLOPS_HOURS;
  private static final Amount.Unit CARDS = Amount.Unit.MILLI_ACCELERATOR_MILLIS;

  private static Allocation allocation(long id, String owner, Grant grant) {
    return new Allocation(
        new AllocationId(id),
        new Allocation.Owner.OfOrganization(new OrganizationId(owner)),
        new ProgrammeId("vouchers"),
        Optional.empty(),
        grant,
        new Window(MONTH.minus(Duration.ofDays(10)), MARCH.until()));
  }

  private static Transfer transfer(
      Transfer.Kind kind, long allocation, Amount amount, Optional<Segment> metered) {
    return new Transfer(
        kind,
        new AllocationId(allocation),
        amount,
        metered.isPresent() ? Optional.of(ATTEMPT) : Optional.empty(),
        metered,
        metered.isPresent() ? 1 : 0);
  }

  private static Segment hour(Instant from) {
    return new Segment(
        MODEL, new MilliAccelerators(8_000), new Window(from, from.plus(Duration.ofHours(1))));
  }

  private static Statement fed() {
    var statement = new Statement(OCEAN, MARCH);
    var before = MONTH.minus(Duration.ofDays(5));
    statement.rated(new Rating(MODEL, Precision.FP16, new Megaflops(353_900_000), 1, "data sheet"));
    statement.priced(1, new Money(1_200_000), before);
    var grant = new Grant.PflopsHours(new Amount(PFLOPS, 100_000_000_000L));
    var cards = new Grant.CardHours(List.of(MODEL), new Amount(CARDS, 36_000_000_000L));
    statement.granted(allocation(1, "ocean", grant));
    statement.granted(allocation(2, "river", grant));
    statement.granted(allocation(3, "ocean", cards));
    statement.posted(1, before, transfer(Transfer.Kind.GRANT, 1, grant.amount(), Optional.empty()));
    statement.posted(2, before, transfer(Transfer.Kind.GRANT, 2, grant.amount(), Optional.empty()));
    statement.posted(3, MONTH, transfer(Transfer.Kind.GRANT, 3, cards.amount(), Optional.empty()));
    var used = Optional.of(hour(MONTH));
    statement.posted(
        4,
        MONTH,
        transfer(Transfer.Kind.RESERVE, 1, new Amount(PFLOPS, 3_000_000_000L), Optional.empty()));
    var at = MONTH.plus(Duration.ofHours(1));
    statement.posted(
        5, at, transfer(Transfer.Kind.CHARGE, 1, new Amount(PFLOPS, 2_831_200_000L), used));
    statement.posted(
        6,
        at,
        transfer(Transfer.Kind.RELEASE, 1, new Amount(PFLOPS, 168_800_000L), Optional.empty()));
    statement.posted(
        7, at, transfer(Transfer.Kind.CREDIT, 1, new Amount(PFLOPS, 831_200_000L), used));
    statement.posted(
        8, at, transfer(Transfer.Kind.CHARGE, 2, new Amount(PFLOPS, 2_831_200_000L), used));
    statement.posted(
        9,
        at,
        transfer(Transfer.Kind.RESERVE, 3, new Amount(CARDS, 28_800_000_000L), Optional.empty()));
    statement.posted(
        10, at, transfer(Transfer.Kind.CHARGE, 3, new Amount(CARDS, 28_800_000_000L), used));
    statement.posted(
        11,
        MARCH.until(),
        transfer(Transfer.Kind.EXPIRE, 3, new Amount(CARDS, 7_200_000_000L), Optional.empty()));
    return statement;
  }

  @Test
  void aStatementNamesEveryEntryItsRatingAndItsPrice() {
    assertThat(fed().text())
        .isEqualTo(
            """
            Statement of ocean
            From 2026-03-01T00:00:00Z until 2026-04-01T00:00:00Z
            price 1: 12.00000 yuan per PFLOPS-hour from 2026-02-24T00:00:00Z
            rating 1 of Ascend 910B2: 353.9 TFLOPS dense FP16 (data sheet)

            allocation-1 of programme vouchers: 100 PFLOPS-hours, usable from 2026-02-19T00:00:00Z until 2026-04-01T00:00:00Z
            opening: PROGRAMME -100 PFLOPS-hours, AVAILABLE 100 PFLOPS-hours
            4 2026-03-01T00:00:00Z RESERVE 3 PFLOPS-hours
            5 2026-03-01T01:00:00Z CHARGE 2.8312 PFLOPS-hours for job-7.1: 8 × Ascend 910B2 from 2026-03-01T00:00:00Z until 2026-03-01T01:00:00Z, rating 1, 33.97440 yuan
            6 2026-03-01T01:00:00Z RELEASE 0.1688 PFLOPS-hours
            7 2026-03-01T01:00:00Z CREDIT 0.8312 PFLOPS-hours for job-7.1: 8 × Ascend 910B2 from 2026-03-01T00:00:00Z until 2026-03-01T01:00:00Z, rating 1, -9.97440 yuan
            closing: PROGRAMME -100 PFLOPS-hours, AVAILABLE 98 PFLOPS-hours, RESERVED 0 PFLOPS-hours, CHARGED 2.8312 PFLOPS-hours, LOSS -0.8312 PFLOPS-hours
            sum of RESERVE: 3 PFLOPS-hours
            sum of CHARGE: 2.8312 PFLOPS-hours
            sum of RELEASE: 0.1688 PFLOPS-hours
            sum of CREDIT: 0.8312 PFLOPS-hours
            cost: 24.00000 yuan

            allocation-3 of programme vouchers: 10 card-hours, usable from 2026-02-19T00:00:00Z until 2026-04-01T00:00:00Z
            opening: nothing
            3 2026-03-01T00:00:00Z GRANT 10 card-hours
            9 2026-03-01T01:00:00Z RESERVE 8 card-hours
            10 2026-03-01T01:00:00Z CHARGE 8 card-hours for job-7.1: 8 × Ascend 910B2 from 2026-03-01T00:00:00Z until 2026-03-01T01:00:00Z, rating 1, 33.97440 yuan
            closing: PROGRAMME -10 card-hours, AVAILABLE 2 card-hours, RESERVED 0 card-hours, CHARGED 8 card-hours
            sum of GRANT: 10 card-hours
            sum of RESERVE: 8 card-hours
            sum of CHARGE: 8 card-hours
            cost: 33.97440 yuan

            Total: 57.97440 yuan
            """);
  }

  @Test
  void theSameFactsGiveTheSameBytes() {
    assertThat(fed().text()).isEqualTo(fed().text());
  }

  @Test
  void whatIsGrantedLaterForAnEarlierTimeIsNotPartOfWhatHasPassed() {
    var grant = new Grant.PflopsHours(new Amount(Amount.Unit.NANO_PFLOPS_HOURS, 9));
    var statement = new Statement(new OrganizationId("ocean"), MARCH);
    var before = statement.text();
    statement.granted(allocation(1, "ocean", grant));
    statement.posted(
        1, MARCH.until(), transfer(Transfer.Kind.GRANT, 1, grant.amount(), Optional.empty()));
    assertThat(statement.text()).isEqualTo(before);
  }
}
