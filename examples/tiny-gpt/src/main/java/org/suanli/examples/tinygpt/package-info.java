/// A small GPT in plain Java, the example workload.
@NullMarked
package org.suanli.examples.tinygpt;

import org.jspecify.annotations.NullMarked;
