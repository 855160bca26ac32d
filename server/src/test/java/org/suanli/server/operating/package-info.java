/// Tests of the commands on the machine that holds the data.
@NullMarked
package org.suanli.server.operating;

import org.jspecify.annotations.NullMarked;
