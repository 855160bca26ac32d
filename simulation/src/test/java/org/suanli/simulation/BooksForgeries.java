package org.suanli.simulation;

import static org.suanli.simulation.Forgery.at;
import static org.suanli.simulation.Forgery.changeFirst;
import static org.suanli.simulation.Forgery.changePosted;
import static org.suanli.simulation.Forgery.drop;
import static org.suanli.simulation.Forgery.isPosted;
import static org.suanli.simulation.Forgery.withAmount;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.engine.Event;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.metering.Segment;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.Window;

/// Journals whose books are false.
final class BooksForgeries {
  private static final Amount LITTLE = new Amount(Amount.Unit.NANO_PFLOPS_HOURS, 1);

  private BooksForgeries() {}

  static List<Forgery> all() {
    return Stream.of(amounts(), segments(), payers()).flatMap(List::stream).toList();
  }

  private static List<Forgery> amounts() {
    return List.of(
        new Forgery(
            "a charge beyond its use",
            "an amount follows",
            changePosted(Transfer.Kind.CHARGE, t -> withAmount(t, t.amount().value() + 1))),
        new Forgery(
            "a charge without a reservation",
            "no account but a source falls below zero",
            drop(e -> isPosted(e, Transfer.Kind.RESERVE))),
        new Forgery(
            "a charge beyond its own reservation",
            "charged is at most reserved",
            at(
                e -> isPosted(e, Transfer.Kind.RESERVE),
                e -> {
                  var reserve = ((Event.Posted) e).transfer();
                  return List.of(
                      new Event.Posted(withAmount(reserve, 1)),
                      new Event.Posted(
                          new Transfer(
                              reserve.kind(),
                              reserve.allocation(),
                              reserve.amount(),
                              Optional.empty(),
                              Optional.empty(),
                              0)));
                })),
        new Forgery(
            "a release of more than is left",
            "no account but a source falls below zero",
            changePosted(Transfer.Kind.RELEASE, t -> withAmount(t, t.amount().value() + 1))),
        new Forgery(
            "a release of less than is left",
            "nothing stays reserved",
            changePosted(Transfer.Kind.RELEASE, t -> withAmount(t, t.amount().value() - 1))),
        new Forgery(
            "a grant of another amount",
            "a grant is posted",
            changePosted(Transfer.Kind.GRANT, t -> withAmount(t, t.amount().value() - 1))),
        new Forgery(
            "a reservation beyond the grant",
            "no account but a source falls below zero",
            changePosted(Transfer.Kind.RESERVE, t -> withAmount(t, Long.MAX_VALUE / 2))),
        new Forgery(
            "a reservation beyond what an ancestor has",
            "use is within every ancestor's grant",
            changeGrant(BooksForgeries::partOfLittle)),
        new Forgery(
            "an entry in another unit",
            "units do not mix",
            changePosted(
                Transfer.Kind.RESERVE,
                t ->
                    new Transfer(
                        t.kind(),
                        t.allocation(),
                        new Amount(Amount.Unit.MILLI_ACCELERATOR_MILLIS, t.amount().value()),
                        t.attempt(),
                        t.metered(),
                        0))),
        new Forgery(
            "a rating that is left out",
            "ratings are numbered without gaps",
            changeFirst(
                Event.RatingPublished.class,
                r ->
                    new Event.RatingPublished(
                        new Rating(
                            r.rating().model(),
                            r.rating().precision(),
                            r.rating().throughput(),
                            2,
                            "nobody")))));
  }

  private static List<Forgery> segments() {
    return List.of(
        new Forgery(
            "a segment that starts late",
            "segments neither overlap nor gap",
            changeCharge(
                s -> segment(s, new Window(s.window().from().plusMillis(1), s.window().until())))),
        new Forgery(
            "a segment that ends early",
            "an amount follows",
            changeCharge(
                s -> segment(s, new Window(s.window().from(), s.window().until().minusMillis(1))))),
        new Forgery(
            "a segment of more than was held",
            "what is metered was held",
            changeCharge(
                s ->
                    new Segment(
                        s.model(), new MilliAccelerators(s.held().milli() + 1), s.window()))),
        new Forgery(
            "an attempt that ended before its use did",
            "no use after the end",
            changeFirst(
                Event.AttemptEnded.class,
                e -> new Event.AttemptEnded(e.attempt(), e.outcome(), e.endedAt().minusMillis(1)))),
        new Forgery(
            "use that nobody metered",
            "all of an attempt's life is metered",
            changePosted(
                Transfer.Kind.CHARGE,
                t ->
                    Transfer.of(
                        Transfer.Kind.RELEASE,
                        t.allocation(),
                        t.amount(),
                        t.attempt().orElseThrow()))),
        new Forgery(
            "a credit without evidence",
            "a credit has evidence",
            at(
                e -> isPosted(e, Transfer.Kind.CHARGE),
                e -> List.of(e, credit(((Event.Posted) e).transfer(), UnaryOperator.identity())))),
        new Forgery(
            "a credit of more than an interval",
            "a credit is at most one interval",
            at(
                e -> isPosted(e, Transfer.Kind.CHARGE),
                e ->
                    List.of(
                        e,
                        credit(
                            ((Event.Posted) e).transfer(),
                            w -> new Window(w.from().minusSeconds(3_600), w.until()))))),
        new Forgery(
            "a credit of more than was charged",
            "a credit is at most charged",
            at(
                e -> isPosted(e, Transfer.Kind.CHARGE),
                e -> {
                  var charge = ((Event.Posted) e).transfer();
                  var more = withAmount(charge, charge.amount().value() + 1);
                  return List.of(e, credit(more, UnaryOperator.identity()));
                })));
  }

  private static List<Forgery> payers() {
    return List.of(
        new Forgery(
            "another's allocation that pays",
            "one's own allocation pays",
            changeGrant(
                a ->
                    List.of(
                        with(
                            a,
                            new Allocation.Owner.OfOrganization(new OrganizationId("river")),
                            a.window(),
                            a.parent())))),
        new Forgery(
            "an allocation that pays before its time",
            "a period lies within the windows of who pays",
            changeGrant(
                a -> {
                  var late = new Window(a.window().from().plusMillis(1), a.window().until());
                  return List.of(with(a, a.owner(), late, a.parent()));
                })),
        new Forgery(
            "a period beyond its allocation",
            "a period lies within the windows of who pays",
            changeFirst(
                Event.PeriodOpened.class,
                p ->
                    new Event.PeriodOpened(
                        p.attempt(), p.allocation(), Instant.parse("2030-01-01T00:00:00Z")))),
        new Forgery(
            "a closed allocation that pays",
            "a closed allocation pays nothing",
            at(
                e -> isPosted(e, Transfer.Kind.GRANT),
                e ->
                    List.of(
                        e,
                        expiry(((Event.Posted) e).transfer()),
                        new Event.AllocationClosed(((Event.Posted) e).transfer().allocation())))),
        new Forgery(
            "an allocation that closes with a rest",
            "nothing is left when it closes",
            at(
                e -> isPosted(e, Transfer.Kind.GRANT),
                e ->
                    List.of(
                        e,
                        new Event.AllocationClosed(((Event.Posted) e).transfer().allocation())))),
        new Forgery(
            "a whole that closes before its part",
            "parts close first",
            changeGrant(
                a -> {
                  var events = new ArrayList<Event>(partOfLittle(a));
                  events.add(new Event.AllocationClosed(whole(a)));
                  return events;
                })),
        new Forgery(
            "a part that outlives the whole",
            "a part lies within the whole",
            changeGrant(
                a -> {
                  var longer = new Window(a.window().from(), a.window().until().plusMillis(1));
                  return List.of(
                      partOfLittle(a).getFirst(),
                      with(a, a.owner(), longer, Optional.of(whole(a))));
                })));
  }

  private static AllocationId whole(Allocation part) {
    return new AllocationId(part.id().value() + 70);
  }

  /// The allocation as a part of one that is too small.
  private static List<Event> partOfLittle(Allocation allocation) {
    var whole = whole(allocation);
    return List.of(
        new Event.AllocationGranted(
            new Allocation(
                whole,
                allocation.owner(),
                allocation.programme(),
                Optional.empty(),
                new Grant.PflopsHours(LITTLE),
                allocation.window())),
        with(allocation, allocation.owner(), allocation.window(), Optional.of(whole)));
  }

  private static Event with(
      Allocation allocation, Allocation.Owner owner, Window window, Optional<AllocationId> parent) {
    return new Event.AllocationGranted(
        new Allocation(
            allocation.id(), owner, allocation.programme(), parent, allocation.grant(), window));
  }

  private static UnaryOperator<List<Event.Stamped>> changeGrant(
      Function<Allocation, List<? extends Event>> change) {
    return at(
        Event.AllocationGranted.class::isInstance,
        e -> change.apply(((Event.AllocationGranted) e).allocation()));
  }

  private static UnaryOperator<List<Event.Stamped>> changeCharge(UnaryOperator<Segment> change) {
    return changePosted(
        Transfer.Kind.CHARGE,
        t ->
            new Transfer(
                t.kind(),
                t.allocation(),
                t.amount(),
                t.attempt(),
                t.metered().map(change),
                t.ratingVersion()));
  }

  private static Segment segment(Segment segment, Window window) {
    return new Segment(segment.model(), segment.held(), window);
  }

  private static Event expiry(Transfer grant) {
    return new Event.Posted(
        new Transfer(
            Transfer.Kind.EXPIRE,
            grant.allocation(),
            grant.amount(),
            Optional.empty(),
            Optional.empty(),
            0));
  }

  private static Event credit(Transfer charge, UnaryOperator<Window> change) {
    return new Event.Posted(
        new Transfer(
            Transfer.Kind.CREDIT,
            charge.allocation(),
            charge.amount(),
            charge.attempt(),
            charge.metered().map(s -> segment(s, change.apply(s.window()))),
            charge.ratingVersion()));
  }
}
