/// The rules that the architecture of the server keeps.
@NullMarked
package org.suanli.server.architecture;

import org.jspecify.annotations.NullMarked;
