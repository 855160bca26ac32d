package org.suanli.api;

import java.time.Instant;

/// Whether the platform takes commands.
///
/// @param status UP or DOWN
/// @param time the server's clock
public record Health(String status, String version, Instant time) {}
