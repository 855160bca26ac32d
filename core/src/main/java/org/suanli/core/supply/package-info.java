/// What there is: accelerator models with their ratings, clusters, nodes and their states.
///
/// In: catalogue text, node descriptions. Out: values, and the fleet's numbers. Never: which job
/// uses it, or why.
@NullMarked
package org.suanli.core.supply;

import org.jspecify.annotations.NullMarked;
