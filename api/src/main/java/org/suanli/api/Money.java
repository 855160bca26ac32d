package org.suanli.api;

/// Money, exactly.
///
/// @param currency `CNY`
/// @param amount yuan as a decimal number with up to five decimals, such as `12.50000`
public record Money(String currency, String amount) {
  public static final String YUAN = "CNY";
}
