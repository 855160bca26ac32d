package org.suanli.server.portal;

import java.util.Locale;
import org.springframework.stereotype.Component;
import org.suanli.core.scheduling.Alternative;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MilliAccelerators;

/// Why a job waits, in the reader's language: the same reasons that programs are told in English.
@Component
final class Reasons {
  private final Words words;

  Reasons(Words words) {
    this.words = words;
  }

  /// One sentence.
  String sentence(WaitReason reason) {
    return switch (reason) {
      case WaitReason.Dependencies(var pending) ->
          words.text(
              "reason.dependencies",
              String.join(", ", pending.stream().map(JobId::toString).toList()));
      case WaitReason.BackingOff(var until) -> words.text("reason.backing-off", words.at(until));
      case WaitReason.NeverFits(var asked, var largest) ->
          words.text("reason.never-fits", words.cards(asked), words.cards(largest));
      case WaitReason.QuotaReached(var owner, var asked, var held, var limit) ->
          words.text(
              "reason.quota-reached",
              owner,
              words.cards(asked),
              words.cards(held),
              words.cards(limit));
      case WaitReason.NotPaid(var project) -> words.text("reason.not-paid", project);
      case WaitReason.NotEnoughFree(var asked, var free, boolean isFragmented) ->
          words.text(
              isFragmented ? "reason.fragmented" : "reason.not-enough-free",
              words.cards(asked),
              words.cards(free));
      case WaitReason.WouldDelay(var first, var promisedAt) ->
          words.text("reason.would-delay", first, words.at(promisedAt));
      case WaitReason.InMaintenance(var node, var window) ->
          words.text(
              "reason.in-maintenance", node, words.at(window.from()), words.at(window.until()));
      case WaitReason.BehindFirst(var first) -> words.text("reason.behind-first", first);
      case WaitReason.Behind(int position, var head) ->
          words.text("reason.behind", position, sentence(head));
      case WaitReason.AboutToStart() -> words.text("reason.about-to-start");
    };
  }

  /// What the reader, or an operator, can do.
  String remedy(WaitReason reason) {
    return switch (reason) {
      case WaitReason.Behind(_, var head) -> remedy(head);
      case WaitReason.NotEnoughFree(_, _, boolean isFragmented) ->
          words.text(isFragmented ? "remedy.fragmented" : "remedy.not-enough-free");
      case WaitReason.Dependencies _,
          WaitReason.BackingOff _,
          WaitReason.NeverFits _,
          WaitReason.QuotaReached _,
          WaitReason.NotPaid _,
          WaitReason.WouldDelay _,
          WaitReason.InMaintenance _,
          WaitReason.BehindFirst _,
          WaitReason.AboutToStart _ ->
          words.text("remedy." + key(reason.getClass().getSimpleName()));
    };
  }

  /// One change with which it would start now.
  String alternative(Alternative alternative) {
    return switch (alternative) {
      case Alternative.ShorterLimit(var most) ->
          words.text("alternative.shorter-limit", Words.of(most));
      case Alternative.FewerTasks(int most) -> words.text("alternative.fewer-tasks", most);
      case Alternative.FewerAccelerators(int most) ->
          words.text(
              "alternative.fewer-accelerators", words.cards(new MilliAccelerators(most * 1_000L)));
      case Alternative.OtherModel(var model) -> words.text("alternative.other-model", model);
    };
  }

  /// In a few words.
  ///
  /// @param kind as programs are told it
  String brief(String kind) {
    return words.text("reason.brief." + key(kind));
  }

  /// Such as `quota-reached` for `QuotaReached`.
  private static String key(String kind) {
    return kind.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
