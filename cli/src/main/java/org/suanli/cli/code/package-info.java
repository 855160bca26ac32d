/// The user's code on its way to the jobs and their outputs on the way back: which files, the same
/// archive from the same files, and no file outside of its folder.
@NullMarked
package org.suanli.cli.code;

import org.jspecify.annotations.NullMarked;
