/// What a user asks for: the job file, every violation of it with its line, and the demand that
/// scheduling sees.
///
/// In: a document tree with line numbers. Out: a valid job, or all violations. Never: what there is
/// to satisfy it.
@NullMarked
package org.suanli.core.spec;

import org.jspecify.annotations.NullMarked;
