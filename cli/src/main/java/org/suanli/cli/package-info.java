/// The cli module; its package is described where its first types arrive.
@NullMarked
package org.suanli.cli;

import org.jspecify.annotations.NullMarked;
