/// Which server, as whom: profiles on disk.
@NullMarked
package org.suanli.cli.profile;

import org.jspecify.annotations.NullMarked;
