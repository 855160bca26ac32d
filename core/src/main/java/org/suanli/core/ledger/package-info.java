/// The books: double entry, by allocation. Entries are never changed; mistakes are corrected by new
/// ones.
///
/// In: transfers. Out: balances and statements that anyone can re-add. Never: a balance without its
/// entries.
///
/// Guarantees: every transfer takes from one account what it gives to another; a balance equals the
/// sum of its entries; charged never exceeds reserved; what is reserved never exceeds what any
/// ancestor has left.
@NullMarked
package org.suanli.core.ledger;

import org.jspecify.annotations.NullMarked;
