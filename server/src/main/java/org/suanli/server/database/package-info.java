/// The PostgreSQL of the server: an embedded one that it starts itself, or one from outside.
///
/// In: a data folder, or a JDBC URL. Out: connections, migrated tables, backups. Never: what the
/// tables mean. See docs/decisions/embedded-postgresql.md.
@NullMarked
package org.suanli.server.database;

import org.jspecify.annotations.NullMarked;
