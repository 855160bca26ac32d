package org.suanli.core.allocation;

import java.util.List;
import org.suanli.core.units.Amount;
import org.suanli.core.units.ModelName;

/// What an allocation is counted in, and how much it holds.
public sealed interface Grant {

  /// The amount granted; more than zero.
  Amount amount();

  /// Whether use of this model can be paid from it.
  boolean covers(ModelName model);

  /// The models that it is for; empty if all are.
  default List<ModelName> models() {
    return List.of();
  }

  /// Rated computing power of any make.
  record PflopsHours(Amount amount) implements Grant {
    public PflopsHours {
      requirePositive(amount, Amount.Unit.NANO_PFLOPS_HOURS);
    }

    @Override
    public boolean covers(ModelName model) {
      return true;
    }
  }

  /// Card time of named models.
  ///
  /// @param models at least one
  record CardHours(List<ModelName> models, Amount amount) implements Grant {
    public CardHours {
      models = List.copyOf(models);
      if (models.isEmpty()) {
        throw new IllegalArgumentException(
            "The models of a grant of card-hours must be at least one.");
      }
      requirePositive(amount, Amount.Unit.MILLI_ACCELERATOR_MILLIS);
    }

    @Override
    public boolean covers(ModelName model) {
      return models.contains(model);
    }
  }

  private static void requirePositive(Amount amount, Amount.Unit unit) {
    if (amount.unit() != unit || amount.value() <= 0) {
      throw new IllegalArgumentException(
          "The amount (" + amount + ") of a grant must be more than zero " + unit + ".");
    }
  }
}
