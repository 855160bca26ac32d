/// Tests of the client against a server on loopback whose answers are given.
@NullMarked
package org.suanli.cli;

import org.jspecify.annotations.NullMarked;
