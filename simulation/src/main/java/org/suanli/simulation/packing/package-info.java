/// Packs pods onto nodes whose accelerators are shared in thousandths: by policies that others
/// published, and by one of Suanli's own that is held against them (docs/decisions/packing.md).
///
/// In: nodes, and pods in the order of their arrival. Out: where each went, and how much of the
/// accelerators was in use as more arrived. Never: a pod that leaves, or one that waits.
@NullMarked
package org.suanli.simulation.packing;

import org.jspecify.annotations.NullMarked;
