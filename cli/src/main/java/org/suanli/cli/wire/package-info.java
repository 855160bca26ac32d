/// Requests to the server and its answers: retries, errors, streams.
///
/// In: paths and records of the wire. Out: JSON, bytes, failures. Never: text for people but
/// errors.
@NullMarked
package org.suanli.cli.wire;

import org.jspecify.annotations.NullMarked;
