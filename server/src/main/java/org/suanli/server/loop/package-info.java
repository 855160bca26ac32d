/// The control loop: one thread that owns the engine, makes its events durable, and answers.
///
/// In: commands and queries from any thread. Out: answers, once what they rest on is durable.
/// Never: an answer before its events are durable.
@NullMarked
package org.suanli.server.loop;

import org.jspecify.annotations.NullMarked;
