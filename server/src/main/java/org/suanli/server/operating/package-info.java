/// What is done to a centre's data from the machine that holds it, without a server: backup,
/// restoration, audit.
///
/// In: the data folder or the database, a file. Out: what was done, on standard output. Never: a
/// change of the journal's rows.
@NullMarked
package org.suanli.server.operating;

import org.jspecify.annotations.NullMarked;
