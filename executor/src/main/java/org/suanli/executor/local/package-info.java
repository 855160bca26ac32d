/// Tasks as processes of this machine, in sessions of their own, under a runner that outlives the
/// server.
///
/// The truth lies in files. Launching publishes the order of an attempt by renaming a directory
/// into place, then starts one runner (`runner.sh`) per task. A runner leaves if a later epoch than
/// that of its server has begun; creates the claim of its task, or leaves if that exists; names the
/// task's process; waits for it; and renames the record of its end into the spool. Whoever executes
/// the server next reads the same files. Changes are learned from the kernel (inotify), and every
/// few seconds the files are looked at again in case one was missed.
///
/// In: orders. Out: reports. Never: two executions of one attempt's task; a wait for a task.
@NullMarked
package org.suanli.executor.local;

import org.jspecify.annotations.NullMarked;
