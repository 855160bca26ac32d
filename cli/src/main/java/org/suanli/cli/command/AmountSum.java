package org.suanli.cli.command;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Amount;

/// Sums of amounts, exact, each unit by itself.
final class AmountSum {
  private final EnumMap<Amount.Unit, BigDecimal> sums = new EnumMap<>(Amount.Unit.class);

  AmountSum add(@Nullable Amount amount) {
    if (amount != null) {
      sums.merge(amount.unit(), new BigDecimal(amount.amount()), BigDecimal::add);
    }
    return this;
  }

  BigDecimal of(Amount.Unit unit) {
    return sums.getOrDefault(unit, BigDecimal.ZERO);
  }

  /// One amount for each unit that was added, in the order of the units.
  List<Amount> amounts() {
    return sums.entrySet().stream()
        .map(entry -> new Amount(entry.getKey(), entry.getValue().toPlainString()))
        .toList();
  }

  static <T> List<Amount> of(List<T> items, Function<T, @Nullable Amount> amount) {
    var sum = new AmountSum();
    items.forEach(item -> sum.add(amount.apply(item)));
    return sum.amounts();
  }
}
