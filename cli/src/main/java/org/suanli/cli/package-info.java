/// The client: commands that speak the HTTP interface, for people and for scripts.
///
/// In: arguments, environment, profile, answers of the server. Out: tables or JSON, and an exit
/// code. Never: a decision of the platform, or a word to the server but over HTTP.
@NullMarked
package org.suanli.cli;

import org.jspecify.annotations.NullMarked;
