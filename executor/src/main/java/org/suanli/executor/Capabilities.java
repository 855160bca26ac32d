package org.suanli.executor;

/// What the machines of an executor can do, so that admission can refuse the rest.
///
/// @param runsImages whether tasks may name a container image
/// @param isTrusted whether tasks run as the server's own user
/// @param limitsCpu whether a task is held to its processors
/// @param limitsMemory whether a task is held to its memory
/// @param limitsProcesses whether a task is held to its number of processes
/// @param description how tasks are kept apart, in sentences
public record Capabilities(
    boolean runsImages,
    boolean isTrusted,
    boolean limitsCpu,
    boolean limitsMemory,
    boolean limitsProcesses,
    String description) {}
