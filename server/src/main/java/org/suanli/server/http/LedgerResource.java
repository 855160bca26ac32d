package org.suanli.server.http;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Books;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.identity.Principal;

/// Entries of the books, oldest first.
@RestController
final class LedgerResource {
  private final LedgerQueries queries;

  LedgerResource(LedgerQueries queries) {
    this.queries = queries;
  }

  @GetMapping(Paths.LEDGER)
  Page<Books.LedgerEntry> list(LedgerQueries.Filter filter, Slice slice, Principal caller) {
    var of = Scoping.organization(caller, filter.organization());
    var narrowed =
        new LedgerQueries.Filter(
            of.map(OrganizationId::value).orElse(null),
            filter.allocation(),
            filter.job(),
            filter.from(),
            filter.until());
    var rows = queries.list(narrowed, slice.after(0), slice.probe());
    return slice.page(rows, LedgerQueries::toWire, LedgerQueries.Entry::seq);
  }
}
