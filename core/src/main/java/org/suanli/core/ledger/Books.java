package org.suanli.core.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;

/// The balances of every allocation, and what its descendants have committed of it. Owned by one
/// thread.
public final class Books {

  /// One allocation's page.
  public static final class Page {
    private final Allocation allocation;
    private final EnumMap<Account, Long> balances = new EnumMap<>(Account.class);
    long committed;
    private boolean isClosed;

    private Page(Allocation allocation) {
      this.allocation = allocation;
    }

    private Page(Page other) {
      allocation = other.allocation;
      balances.putAll(other.balances);
      committed = other.committed;
      isClosed = other.isClosed;
    }

    public Allocation allocation() {
      return allocation;
    }

    public Amount balance(Account account) {
      return new Amount(allocation.grant().amount().unit(), balances.getOrDefault(account, 0L));
    }

    /// Reserved and charged, less credits, by this allocation and all below it.
    public Amount committed() {
      return new Amount(allocation.grant().amount().unit(), committed);
    }

    public boolean isClosed() {
      return isClosed;
    }
  }

  private final TreeMap<AllocationId, Page> pages;
  private final TreeMap<AllocationId, Page> open;

  public Books() {
    pages = new TreeMap<>();
    open = new TreeMap<>();
  }

  private Books(Books other) {
    pages = new TreeMap<>();
    open = new TreeMap<>();
    for (var page : other.pages.values()) {
      var copy = new Page(page);
      pages.put(copy.allocation.id(), copy);
      if (!copy.isClosed) {
        open.put(copy.allocation.id(), copy);
      }
    }
  }

  public Books copy() {
    return new Books(this);
  }

  public SortedMap<AllocationId, Page> pages() {
    return Collections.unmodifiableSortedMap(pages);
  }

  /// Those that are not closed, by id.
  public Collection<Page> open() {
    return Collections.unmodifiableCollection(open.values());
  }

  public Optional<Page> find(AllocationId id) {
    return Optional.ofNullable(pages.get(id));
  }

  /// @throws IllegalStateException if there is none
  public Page page(AllocationId id) {
    var page = pages.get(id);
    if (page == null) {
      throw new IllegalStateException("The " + id + " is not known.");
    }
    return page;
  }

  public void open(Allocation allocation) {
    var page = new Page(allocation);
    if (pages.putIfAbsent(allocation.id(), page) != null) {
      throw new IllegalStateException("The " + allocation.id() + " is known already.");
    }
    open.put(allocation.id(), page);
  }

  /// Opens a page as it was told before.
  ///
  /// @param committed in the grant's unit
  /// @param balances of every account
  public void reopen(Allocation allocation, long committed, SortedMap<Account, Long> balances) {
    open(allocation);
    var page = page(allocation.id());
    page.committed = committed;
    page.balances.putAll(balances);
  }

  public void close(AllocationId id) {
    page(id).isClosed = true;
    open.remove(id);
  }

  /// What is open of an allocation and all below it, each before the one that it is part of.
  public List<AllocationId> openBelow(AllocationId id) {
    var below = new ArrayList<AllocationId>();
    for (var page : open.descendingMap().values()) {
      if (isWithin(page.allocation, id)) {
        below.add(page.allocation.id());
      }
    }
    return below;
  }

  private boolean isWithin(Allocation allocation, AllocationId ancestor) {
    for (var at = Optional.of(allocation.id());
        at.isPresent();
        at = page(at.get()).allocation.parent()) {
      if (at.get().equals(ancestor)) {
        return true;
      }
    }
    return false;
  }

  /// What may still be reserved: the least of its own balance and of what it and each ancestor have
  /// not committed, for parent and children share the parent's grant.
  public Amount available(AllocationId id) {
    var page = page(id);
    if (page.isClosed) {
      return Amount.zero(page.allocation.grant().amount().unit());
    }
    long least = page.balance(Account.AVAILABLE).value();
    for (var at = Optional.of(id); at.isPresent(); ) {
      var ancestor = page(at.get());
      long left =
          ancestor.isClosed ? 0 : ancestor.allocation.grant().amount().value() - ancestor.committed;
      least = Math.min(least, left);
      at = ancestor.allocation.parent();
    }
    return new Amount(page.allocation.grant().amount().unit(), Math.max(0, least));
  }

  /// Posts an entry.
  ///
  /// @throws IllegalStateException if an account other than the sources would fall below zero, or
  ///   units differ
  public void post(Transfer transfer) {
    var page = page(transfer.allocation());
    page.balance(Account.AVAILABLE).plus(transfer.amount());
    move(page.balances, transfer.kind().from(), -transfer.amount().value());
    move(page.balances, transfer.kind().to(), transfer.amount().value());
    long change =
        switch (transfer.kind()) {
          case RESERVE -> transfer.amount().value();
          case RELEASE, CREDIT -> -transfer.amount().value();
          case GRANT, CHARGE, CREDIT_LATE, BEAR, EXPIRE -> 0;
        };
    if (change != 0) {
      commit(page, change);
    }
  }

  /// Makes anew what follows from the balances, and compares it.
  ///
  /// @throws IllegalStateException if it differs
  public void requireIndexed() {
    var committed = new TreeMap<AllocationId, Long>();
    for (var leaf : pages.values()) {
      // What is reserved and charged and not credited is what is neither available nor returned.
      long own =
          -(leaf.balance(Account.AVAILABLE).value() + leaf.balance(Account.PROGRAMME).value());
      for (var at = Optional.of(leaf.allocation.id()); at.isPresent(); ) {
        committed.merge(at.get(), own, Math::addExact);
        at = page(at.get()).allocation.parent();
      }
    }
    for (var page : pages.values()) {
      var id = page.allocation.id();
      if (page.committed != committed.getOrDefault(id, 0L)
          || open.containsKey(id) == page.isClosed) {
        throw new IllegalStateException("The sums of " + id + " must follow from the balances.");
      }
    }
  }

  private void commit(Page leaf, long change) {
    leaf.committed = Math.addExact(leaf.committed, change);
    for (var above = leaf.allocation.parent(); above.isPresent(); ) {
      var ancestor = page(above.get());
      ancestor.committed = Math.addExact(ancestor.committed, change);
      above = ancestor.allocation.parent();
    }
  }

  private static void move(Map<Account, Long> balances, Account account, long change) {
    long balance = Math.addExact(balances.getOrDefault(account, 0L), change);
    boolean isSource = account == Account.PROGRAMME || account == Account.LOSS;
    if (balance < 0 && !isSource) {
      throw new IllegalStateException("The account " + account + " would fall to " + balance + ".");
    }
    balances.put(account, balance);
  }
}
