package org.suanli.core.spec;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.suanli.core.units.ModelName;

/// Finds the models that a user means by a part of a name.
///
/// @param known the models of the centre; empty if names stay as written
record Models(List<ModelName> known) {
  static final int LENGTH_MAX = 100;

  /// The most models that a message lists.
  private static final int NAMED_MAX = 5;

  Models {
    known = known.stream().sorted().distinct().toList();
  }

  /// A full name stands for itself, and words of it in their order for every model that has them:
  /// `910b2` for `Ascend 910B2`, `C500` for both makes of it. Capitals, `-` and `_` do not count.
  ///
  /// @return empty if none fits
  List<ModelName> find(String written) {
    if (known.isEmpty()) {
      return List.of(new ModelName(written));
    }
    var words = words(written);
    var exact = known.stream().filter(model -> words(model.value()).equals(words)).toList();
    return exact.isEmpty()
        ? known.stream().filter(model -> isWithin(words, words(model.value()))).toList()
        : exact;
  }

  /// The known model, or its last word, that was probably meant.
  Optional<String> nearest(String written) {
    var spellings =
        known.stream()
            .flatMap(model -> words(model.value()).stream().filter(Models::hasDigit))
            .distinct()
            .toList();
    return Spelling.nearest(String.join(" ", words(written)), spellings)
        .map(near -> near.toUpperCase(Locale.ROOT));
  }

  /// All that are known, where they are few enough to be named in a message.
  Optional<String> all() {
    return known.size() > NAMED_MAX
        ? Optional.empty()
        : Optional.of(String.join(", ", known.stream().map(ModelName::value).toList()));
  }

  private static boolean hasDigit(String word) {
    return word.chars().anyMatch(Character::isDigit);
  }

  private static boolean isWithin(List<String> words, List<String> name) {
    return !words.isEmpty() && Collections.indexOfSubList(name, words) >= 0;
  }

  private static List<String> words(String name) {
    return Arrays.stream(name.toLowerCase(Locale.ROOT).split("[\\s_-]+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
