package org.suanli.examples.tinygpt;

/// All that the next step depends on.
///
/// @param step steps done
/// @param cursor windows of the text seen, by all ranks together
/// @param weights as many floats as each moment has
@SuppressWarnings("ArrayRecordComponent") // The arrays of the run, never compared.
record TrainingState(
    int step, long cursor, float[] weights, float[] firstMoment, float[] secondMoment) {}
