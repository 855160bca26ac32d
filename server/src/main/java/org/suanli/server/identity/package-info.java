/// Who someone is: profiles, one-time links, passwords, browser sessions, tokens.
///
/// In: secrets that callers present. Out: a principal, or none. Never: a secret in clear at rest, a
/// name or an address in the journal, a decision about what a principal may do.
@NullMarked
package org.suanli.server.identity;

import org.jspecify.annotations.NullMarked;
