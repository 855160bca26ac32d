package org.suanli.server.operating;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.suanli.server.journal.JournalPosition;

/// Rows of a journal as they are kept elsewhere: a line each, then the key that signed them and its
/// signature (Ed25519) of all lines before it.
///
/// @param signer fingerprint of the key, SHA-256 in hexadecimal digits; empty if nobody signed
record SignedHeads(List<JournalPosition> positions, Optional<String> signer) {
  private static final String ALGORITHM = "Ed25519";
  private static final String KEY = "key ";
  private static final String SIGNATURE = "signature ";

  SignedHeads {
    positions = List.copyOf(positions);
  }

  /// Signs rows.
  ///
  /// @param keyFile made if it is not there, for its owner alone
  /// @return the file's text
  static String sign(List<JournalPosition> positions, Path keyFile) throws IOException {
    var text = new StringBuilder();
    positions.forEach(position -> text.append(position).append('\n'));
    try {
      var keys = keys(keyFile);
      text.append(KEY).append(encode(keys.getPublic().getEncoded())).append('\n');
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(keys.getPrivate());
      signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
      return text.append(SIGNATURE).append(encode(signature.sign())).append('\n').toString();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("The key " + keyFile + " cannot sign: " + e.getMessage(), e);
    }
  }

  /// @throws IllegalArgumentException if the text is not rows, or its signature does not fit
  static SignedHeads parse(String text) {
    var positions = new ArrayList<JournalPosition>();
    var signed = new StringBuilder();
    Optional<PublicKey> key = Optional.empty();
    Optional<String> signer = Optional.empty();
    for (var line : text.lines().filter(line -> !line.isBlank()).toList()) {
      if (signer.isPresent()) {
        throw new IllegalArgumentException("Nothing must follow the signature of the rows.");
      }
      if (line.startsWith(KEY)) {
        key = Optional.of(publicKey(decode(line.substring(KEY.length()))));
      } else if (line.startsWith(SIGNATURE) && key.isPresent()) {
        var bytes = signed.toString().getBytes(StandardCharsets.UTF_8);
        requireSigned(key.get(), bytes, decode(line.substring(SIGNATURE.length())));
        signer = Optional.of(fingerprint(key.get()));
      } else {
        positions.add(JournalPosition.parse(line));
      }
      signed.append(line).append('\n');
    }
    if (key.isPresent() && signer.isEmpty()) {
      throw new IllegalArgumentException("The rows name a key and must have its signature.");
    }
    return new SignedHeads(positions, signer);
  }

  private static void requireSigned(PublicKey key, byte[] bytes, byte[] signature) {
    boolean isSigned;
    try {
      var check = Signature.getInstance(ALGORITHM);
      check.initVerify(key);
      check.update(bytes);
      isSigned = check.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("The signature of the rows cannot be checked.", e);
    }
    if (!isSigned) {
      throw new IllegalArgumentException(
          "The signature of the rows must fit them.\nMaybe they were changed.");
    }
  }

  /// The private key on the first line, the public one on the second.
  private static KeyPair keys(Path file) throws IOException, GeneralSecurityException {
    if (!Files.exists(file)) {
      var made = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      var lines =
          encode(made.getPrivate().getEncoded()) + "\n" + encode(made.getPublic().getEncoded());
      var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (var channel = Files.newByteChannel(file, options, mode)) {
        channel.write(StandardCharsets.UTF_8.encode(lines + "\n"));
      }
    }
    var lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.size() != 2) {
      throw new IOException("The key " + file + " must have two lines.");
    }
    var secret = new PKCS8EncodedKeySpec(decode(lines.getFirst()));
    return new KeyPair(
        publicKey(decode(lines.getLast())),
        KeyFactory.getInstance(ALGORITHM).generatePrivate(secret));
  }

  private static PublicKey publicKey(byte[] encoded) {
    try {
      return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("The key of the rows must be one for Ed25519.", e);
    }
  }

  private static String fingerprint(PublicKey key) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] decode(String text) {
    return Base64.getDecoder().decode(text);
  }
}
