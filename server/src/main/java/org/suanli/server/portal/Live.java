package org.suanli.server.portal;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.server.loop.Follower;

/// Tells open pages that something changed; each then asks for what it shows. Nothing of what
/// changed is told, so that there is nothing to keep from anyone.
@Controller
final class Live implements Follower {
  /// Pages that may be open at once on one server.
  private static final int PAGES_MAX = 2_000;

  /// Proxies drop connections that are silent for longer.
  private static final long SILENCE_MILLIS_MAX = 15_000;

  /// Commits that come closer together are told as one. Pages are read again no more often; that is
  /// held here, since a page that passed over an event would miss the last one.
  private static final long PAUSE_MILLIS = 1_000;

  private final CopyOnWriteArrayList<SseEmitter> pages = new CopyOnWriteArrayList<>();
  private final Semaphore changes = new Semaphore(0);
  private final Thread teller = Thread.ofVirtual().name("portal-live").start(this::tell);

  @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter open(Viewer viewer) {
    if (pages.size() >= PAGES_MAX) {
      throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE);
    }
    var page = new SseEmitter(0L);
    page.onCompletion(() -> pages.remove(page));
    page.onTimeout(page::complete);
    page.onError(_ -> pages.remove(page));
    pages.add(page);
    // What changed between the page and this connection.
    send(page, true);
    return page;
  }

  @Override
  public void committed(List<Event.Stamped> events, State state) {
    changes.release();
  }

  private void tell() {
    try {
      while (true) {
        boolean hasChanged = changes.tryAcquire(SILENCE_MILLIS_MAX, TimeUnit.MILLISECONDS);
        changes.drainPermits();
        for (var page : pages) {
          send(page, hasChanged);
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException _) {
      pages.forEach(Live::end);
    }
  }

  private void send(SseEmitter page, boolean hasChanged) {
    try {
      page.send(
          hasChanged
              ? SseEmitter.event().name("changed").data("")
              : SseEmitter.event().comment("still here"));
    } catch (IOException | IllegalStateException _) {
      // The page was closed; that is how pages end.
      pages.remove(page);
      end(page);
    }
  }

  private static void end(SseEmitter page) {
    try {
      page.complete();
    } catch (IllegalStateException _) {
      // Its connection has ended before; the other pages must still be told.
    }
  }

  @PreDestroy
  void close() {
    teller.interrupt();
  }
}
