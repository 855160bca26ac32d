package org.suanli.server.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;

/// A seat whose journal is a list.
final class MemorySeat implements Seat {
  final List<Event.Stamped> journal = new ArrayList<>();
  final List<KeyedEvents> marked = new CopyOnWriteArrayList<>();
  final Semaphore seats = new Semaphore(0);
  volatile Consumer<List<Event.Stamped>> onAppend = _ -> {};
  volatile boolean isHeld = true;
  private long epoch;

  @Override
  public Term take() throws InterruptedException {
    seats.acquire();
    isHeld = true;
    epoch++;
    var state = new State();
    synchronized (journal) {
      journal.forEach(state::apply);
    }
    return new MemoryTerm(new Engine(state), epoch);
  }

  private final class MemoryTerm implements Term {
    private final Engine engine;
    private final long number;

    MemoryTerm(Engine engine, long number) {
      this.engine = engine;
      this.number = number;
    }

    @Override
    public Engine engine() {
      return engine;
    }

    @Override
    public long epoch() {
      return number;
    }

    @Override
    public boolean isHeld() {
      return isHeld;
    }

    @Override
    public void append(List<Event.Stamped> events, List<KeyedEvents> keyed) {
      onAppend.accept(events);
      marked.addAll(keyed);
      synchronized (journal) {
        journal.addAll(events);
      }
    }

    @Override
    public void close() {}
  }
}
