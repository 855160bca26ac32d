package org.suanli.simulation;

import static org.suanli.simulation.Invariants.require;

import java.util.TreeMap;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Job;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Account;
import org.suanli.core.ledger.Books;
import org.suanli.core.supply.Fleet;
import org.suanli.core.units.AllocationId;

/// What must hold of any state between two commands, whatever led to it: for a live centre, whose
/// events from the first one on are too many to keep books of.
public final class StateInvariants {
  /// A reason costs a look at its bucket; a thousand show what all would.
  private static final int REASONS_MAX = 1_000;

  private StateInvariants() {}

  /// Reads all of a state, which nobody may change meanwhile.
  ///
  /// @throws IllegalStateException naming the invariant that is broken, and by what
  public static void check(State state) {
    state.requireIndexed();
    state.fleet().balances().forEach((model, balance) -> addsUp(model.toString(), balance));
    for (var job : state.running()) {
      var placement = job.attempt().orElseThrow().placement();
      DeviceInvariants.requireWhole(
          job.attempt().orElseThrow().id(), job.demand().shape(), placement);
    }
    books(state);
    reasons(state);
  }

  private static void addsUp(String model, Fleet.Balance balance) {
    var sum =
        balance.allocated().plus(balance.idle()).plus(balance.foreign()).plus(balance.offline());
    require(
        sum.equals(balance.capacity()),
        "allocated + idle + foreign + offline = capacity",
        model + ": " + balance);
  }

  private static void books(State state) {
    var reserved = new TreeMap<AllocationId, Long>();
    for (var job : state.running()) {
      var attempt = job.attempt().orElseThrow();
      attempt.payer().ifPresent(payer -> reserved.merge(payer, attempt.reserved(), Math::addExact));
    }
    for (var page : state.books().pages().values()) {
      page(page, reserved.getOrDefault(page.allocation().id(), 0L));
    }
  }

  private static void page(Books.Page page, long reserved) {
    var id = page.allocation().id();
    long sum = 0;
    for (var account : Account.values()) {
      long balance = page.balance(account).value();
      sum = Math.addExact(sum, balance);
      boolean isSource = account == Account.PROGRAMME || account == Account.LOSS;
      require(balance >= 0 || isSource, "no account but a source falls below zero", id);
    }
    require(sum == 0, "every transfer sums to zero", id);
    require(
        page.balance(Account.RESERVED).value() == reserved,
        "what is reserved is reserved for what runs",
        id);
    require(
        page.committed().value() <= page.allocation().grant().amount().value(),
        "use is within every ancestor's grant",
        id);
  }

  private static void reasons(State state) {
    var engine = new Engine(state);
    state.jobs().values().stream()
        .filter(job -> job.attempt().isEmpty())
        .limit(REASONS_MAX)
        .map(Job::id)
        .forEach(
            id ->
                require(
                    engine.explain(id, state.now()).isPresent(),
                    "every waiting job can give a reason",
                    id));
  }
}
