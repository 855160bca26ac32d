package org.suanli.core.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;

/// The accelerators of one task as a user writes them: `8`, `0.5`, `910B2:8`, `910B2|910C:8`,
/// `gpu:H100:8`, `{910B2: 8}` or a list of such.
///
/// @param perTask whole devices, or less than one
/// @param models acceptable makes, sorted; empty if all are
record Accelerators(MilliAccelerators perTask, List<ModelName> models) {
  static final Accelerators NONE = new Accelerators(MilliAccelerators.ZERO, List.of());

  /// What one node holds at most.
  static final int PER_TASK_MAX = 64;

  static final int MODELS_MAX = 64;
  private static final Pattern KIND = Pattern.compile("(?i)(?:gpu|npu)(?=:|$):?");
  private static final Pattern SEPARATOR = Pattern.compile("\\|");

  /// One acceptable way to be given them.
  ///
  /// @param model as written; empty for any
  private record Choice(String model, long milli) {}

  /// @return none after a violation
  static Accelerators read(Spot at, Models models) {
    var choices = new ArrayList<Choice>();
    if (!readChoices(at, choices) || choices.isEmpty()) {
      return NONE;
    }
    long milli = choices.getFirst().milli();
    if (choices.stream().anyMatch(choice -> choice.milli() != milli)) {
      at.refuse(Fault.DEVICES_DIFFER);
      return NONE;
    }
    if (choices.size() > 1 && choices.stream().anyMatch(choice -> choice.model().isEmpty())) {
      at.refuse(Fault.CHOICE_OF_ANY);
      return NONE;
    }
    var found = new TreeSet<ModelName>();
    for (var choice : choices) {
      if (!choice.model().isEmpty()) {
        found.addAll(resolve(choice.model(), at, models));
      }
    }
    return new Accelerators(new MilliAccelerators(milli), List.copyOf(found));
  }

  /// The models of one name, all of them sorted.
  ///
  /// @return empty after a violation
  static List<ModelName> resolve(String written, Spot at, Models models) {
    if (written.length() > Models.LENGTH_MAX
        || !Spot.isWellFormed(written)
        || written.chars().anyMatch(Character::isISOControl)) {
      at.refuse(Fault.MODEL, Models.LENGTH_MAX);
      return List.of();
    }
    var found = models.find(written);
    if (found.isEmpty()) {
      reportUnknown(written, at, models);
    }
    return found;
  }

  private static void reportUnknown(String written, Spot at, Models models) {
    var shown = Spot.shown(written);
    var near = models.nearest(written);
    var all = models.all();
    if (near.isPresent()) {
      at.report(Fault.MODEL_UNKNOWN_NEAR, shown, at.path(), near.get());
    } else if (all.isPresent()) {
      at.report(Fault.MODEL_UNKNOWN_ALL, shown, at.path(), all.get());
    } else {
      at.report(Fault.MODEL_UNKNOWN, shown, at.path());
    }
  }

  private static boolean readChoices(Spot at, List<Choice> into) {
    return switch (at.value()) {
      case Document.Scalar _ -> {
        var text = at.text();
        yield text.isPresent() && readText(at, text.get(), into);
      }
      case Document.Sequence _ -> {
        boolean isGood = true;
        var items = at.items(MODELS_MAX);
        for (var item : items) {
          isGood &= item.text().map(text -> readText(item, text, into)).orElse(false);
        }
        yield isGood && !items.isEmpty();
      }
      case Document.Mapping mapping -> {
        boolean isGood = !mapping.entries().isEmpty();
        if (!isGood) {
          at.refuse(Fault.CHOICE_EMPTY);
        }
        for (var member : at.members(mapping, MODELS_MAX)) {
          isGood &=
              member.spot().text().map(count -> readMember(member, count, into)).orElse(false);
        }
        yield isGood;
      }
    };
  }

  private static boolean readMember(Spot.Member member, String count, List<Choice> into) {
    var model = KIND.matcher(member.name().strip()).replaceFirst("").strip();
    var milli = count(count, member.spot());
    milli.ifPresent(number -> into.add(new Choice(model, number)));
    return milli.isPresent();
  }

  /// `910B2|910C:8`: a number that stands at the end counts for all choices before it.
  private static boolean readText(Spot at, String text, List<Choice> into) {
    String[] parts = SEPARATOR.split(text, -1);
    if (parts.length > MODELS_MAX) {
      at.refuse(Fault.CHOICES, MODELS_MAX);
      return false;
    }
    var names = new ArrayList<String>();
    var counts = new ArrayList<String>();
    for (var part : parts) {
      var rest = KIND.matcher(part.strip()).replaceFirst("").strip();
      int colon = rest.lastIndexOf(':');
      boolean isCount = colon < 0 && (Quantities.isNumber(rest) || rest.startsWith("-"));
      names.add(isCount ? "" : colon < 0 ? rest : rest.substring(0, colon).strip());
      counts.add(isCount ? rest : colon < 0 ? "" : rest.substring(colon + 1).strip());
      if (rest.isEmpty() || colon == 0) {
        at.refuse(Fault.CHOICE);
        return false;
      }
    }
    var last = counts.getLast().isEmpty() ? "1" : counts.getLast();
    boolean isGood = true;
    for (int index = 0; index < names.size(); index++) {
      var milli = count(counts.get(index).isEmpty() ? last : counts.get(index), at);
      if (milli.isEmpty()) {
        isGood = false;
        break;
      }
      into.add(new Choice(names.get(index), milli.getAsLong()));
    }
    return isGood;
  }

  private static OptionalLong count(String text, Spot at) {
    var milli = Quantities.milli(text);
    if (milli.isEmpty() || milli.getAsLong() > PER_TASK_MAX * 1_000L) {
      at.refuse(Fault.DEVICES, PER_TASK_MAX);
      return OptionalLong.empty();
    }
    if (milli.getAsLong() > RoleDemand.MILLI_PER_DEVICE
        && milli.getAsLong() % RoleDemand.MILLI_PER_DEVICE != 0) {
      at.refuse(Fault.DEVICES_BROKEN);
      return OptionalLong.empty();
    }
    return milli;
  }
}
