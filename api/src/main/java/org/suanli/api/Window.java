package org.suanli.api;

import java.time.Instant;

/// A half-open stretch of time.
///
/// @param from its first instant
/// @param until the first instant after it
public record Window(Instant from, Instant until) {}
