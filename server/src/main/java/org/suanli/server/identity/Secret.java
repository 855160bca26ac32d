package org.suanli.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// A random secret that is shown once and kept as its hash. Since it has 256 bits of its own, a
/// fast hash suffices, and a look-up by it tells nobody anything.
///
/// @param text in URL-safe Base64
public record Secret(String text) {
  private static final int BYTES = 32;
  private static final int HINT_LENGTH = 4;

  public static Secret random(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /// SHA-256 of the text.
  public byte[] hash() {
    return sha256(text);
  }

  /// Its last characters, by which its owner knows it again.
  public String hint() {
    return text.substring(text.length() - HINT_LENGTH);
  }

  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  @Override
  public String toString() {
    return "Secret[…]";
  }
}
