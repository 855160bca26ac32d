/// Whether a job may enter the queue at all.
///
/// In: a demand, quotas, clusters and nodes. Out: every reason against it. Never: whether there is
/// room now.
@NullMarked
package org.suanli.core.admission;

import org.jspecify.annotations.NullMarked;
