/// The HTTP interface: one resource, one file, and one table of who may do what.
///
/// In: requests. Out: commands to the engine, answers from it and from the tables that queries
/// read. Never: a decision that the engine has not made, or an endpoint without a row in {@link
/// org.suanli.server.http.Access}.
@NullMarked
package org.suanli.server.http;

import org.jspecify.annotations.NullMarked;
