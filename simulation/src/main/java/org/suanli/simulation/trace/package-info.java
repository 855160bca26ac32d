/// Reads public and own traces of jobs.
///
/// In: a file. Out: jobs in the order in which they were submitted, or every row that is wrong,
/// with its line, field, value and remedy. Never: a guess about a value that is not there.
@NullMarked
package org.suanli.simulation.trace;

import org.jspecify.annotations.NullMarked;
