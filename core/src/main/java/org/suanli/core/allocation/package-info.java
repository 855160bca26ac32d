/// Who may use how much: organizations, projects, programmes, allocations, quotas.
///
/// In: grants and their windows. Out: which allocation pays, and how much is left of it and of its
/// ancestors. Never: prices, or who comes first.
@NullMarked
package org.suanli.core.allocation;

import org.jspecify.annotations.NullMarked;
