/// One noun or verb of the command line, one file.
@NullMarked
package org.suanli.cli.command;

import org.jspecify.annotations.NullMarked;
