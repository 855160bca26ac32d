package org.suanli.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.Window;

class BooksTest {
  private static final Window WINDOW =
      new Window(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(1), 1);
  private static final AllocationId PARENT = new AllocationId(1);
  private static final AllocationId LEFT = new AllocationId(2);
  private static final AllocationId RIGHT = new AllocationId(3);

  private final Books books = new Books();

  private void open(AllocationId id, Optional<AllocationId> parent, long amount) {
    var grant = new Amount(Amount.Unit.NANO_PFLOPS_HOURS, amount);
    books.open(
        new Allocation(
            id,
            new Allocation.Owner.OfOrganization(new OrganizationId("ocean")),
            new ProgrammeId("spring"),
            parent,
            new Grant.PflopsHours(grant),
            WINDOW));
    books.post(new Transfer(Transfer.Kind.GRANT, id, grant, Optional.empty(), Optional.empty(), 0));
  }

  private void post(Transfer.Kind kind, AllocationId id, long amount) {
    books.post(Transfer.of(kind, id, new Amount(Amount.Unit.NANO_PFLOPS_HOURS, amount), ATTEMPT));
  }

  private long available(AllocationId id) {
    return books.available(id).value();
  }

  @Test
  void childrenMayBePromisedMoreThanTheirParentHasButNotUseIt() {
    open(PARENT, Optional.empty(), 100);
    open(LEFT, Optional.of(PARENT), 80);
    open(RIGHT, Optional.of(PARENT), 80);
    post(Transfer.Kind.RESERVE, LEFT, 70);
    assertThat(available(LEFT)).isEqualTo(10);
    assertThat(available(RIGHT)).isEqualTo(30);
  }

  @Test
  void aParentSharesItsGrantWithItsChildren() {
    open(PARENT, Optional.empty(), 100);
    open(LEFT, Optional.of(PARENT), 80);
    post(Transfer.Kind.RESERVE, LEFT, 70);
    assertThat(available(PARENT)).isEqualTo(30);
    post(Transfer.Kind.RESERVE, PARENT, 30);
    assertThat(available(LEFT)).isZero();
  }

  @Test
  void aChargeCommitsNothingMoreAndAReleaseGivesBack() {
    open(PARENT, Optional.empty(), 100);
    open(LEFT, Optional.of(PARENT), 80);
    post(Transfer.Kind.RESERVE, LEFT, 70);
    post(Transfer.Kind.CHARGE, LEFT, 20);
    post(Transfer.Kind.RELEASE, LEFT, 50);
    assertThat(available(LEFT)).isEqualTo(60);
    assertThat(available(PARENT)).isEqualTo(80);
    post(Transfer.Kind.CREDIT, LEFT, 5);
    assertThat(available(LEFT)).isEqualTo(65);
    assertThat(available(PARENT)).isEqualTo(85);
  }

  @Test
  void nothingIsAvailableUnderAClosedAncestor() {
    open(PARENT, Optional.empty(), 100);
    open(LEFT, Optional.of(PARENT), 80);
    books.close(PARENT);
    assertThat(available(LEFT)).isZero();
    assertThat(books.open()).extracting(page -> page.allocation().id()).containsExactly(LEFT);
  }

  @Test
  void noMoreIsReservedThanIsThere() {
    open(PARENT, Optional.empty(), 100);
    assertThatThrownBy(() -> post(Transfer.Kind.RESERVE, PARENT, 101))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void noMoreIsChargedThanIsReserved() {
    open(PARENT, Optional.empty(), 100);
    post(Transfer.Kind.RESERVE, PARENT, 10);
    assertThatThrownBy(() -> post(Transfer.Kind.CHARGE, PARENT, 11))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aCopyGoesItsOwnWay() {
    open(PARENT, Optional.empty(), 100);
    var copy = books.copy();
    post(Transfer.Kind.RESERVE, PARENT, 10);
    copy.close(PARENT);
    assertThat(copy.page(PARENT).balance(Account.RESERVED).isZero()).isTrue();
    assertThat(available(PARENT)).isEqualTo(90);
    assertThat(books.open()).hasSize(1);
  }

  @Test
  void whatIsCommittedFollowsFromTheBalances() {
    open(PARENT, Optional.empty(), 100);
    open(LEFT, Optional.of(PARENT), 80);
    post(Transfer.Kind.RESERVE, LEFT, 70);
    post(Transfer.Kind.CHARGE, LEFT, 50);
    post(Transfer.Kind.RELEASE, LEFT, 20);
    post(Transfer.Kind.CREDIT, LEFT, 10);
    post(Transfer.Kind.EXPIRE, LEFT, 40);
    assertThatCode(books::requireIndexed).doesNotThrowAnyException();
    books.page(PARENT).committed++;
    assertThatThrownBy(books::requireIndexed).isInstanceOf(IllegalStateException.class);
  }
}
