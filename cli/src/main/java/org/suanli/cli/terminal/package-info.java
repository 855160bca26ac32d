/// What people see: tables, times, colours, progress, exit codes.
///
/// In: values. Out: text. Never: a request to the server.
@NullMarked
package org.suanli.cli.terminal;

import org.jspecify.annotations.NullMarked;
