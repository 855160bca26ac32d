/// The text of a job file, in YAML or JSON, and what it says.
///
/// In: text of a user. Out: a job file, or all violations, each with its line. Never: a constructor
/// named by the text, or work beyond the bounds, whatever the text holds.
@NullMarked
package org.suanli.server.jobfile;

import org.jspecify.annotations.NullMarked;
