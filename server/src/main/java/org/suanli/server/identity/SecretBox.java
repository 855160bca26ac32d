package org.suanli.server.identity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts what has to be read again: AES-256 in GCM, a fresh nonce before each ciphertext. The
/// key lies in a file that its owner alone may read; without the file, nothing can be read.
public final class SecretBox {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] FINGERPRINTED =
      "suanli: the fingerprint of a key".getBytes(StandardCharsets.UTF_8);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final SecretKey key;
  private final SecureRandom random;

  private SecretBox(byte[] key, SecureRandom random) {
    this.key = new SecretKeySpec(key, "AES");
    this.random = random;
  }

  /// Reads the key, or makes one if there is none.
  ///
  /// @throws IllegalStateException if others may read the file, or it is no key
  public static SecretBox open(Path file, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        create(file, random);
      }
      var permissions = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(permissions)) {
        throw new IllegalStateException(
            "The permissions (%s) of %s must be rw-------.\nMaybe someone has read it: then change the key."
                .formatted(PosixFilePermissions.toString(permissions), file));
      }
      var bytes = Files.readAllBytes(file);
      if (bytes.length != KEY_BYTES) {
        throw new IllegalStateException(
            "The length (%d) of the key in %s must be %d bytes."
                .formatted(bytes.length, file, KEY_BYTES));
      }
      return new SecretBox(bytes, random);
    } catch (IOException e) {
      throw new UncheckedIOException("The key file " + file + " cannot be read or made.", e);
    }
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (var channel =
        FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      channel.write(ByteBuffer.wrap(bytes));
      // On disk before anything that it seals.
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      // Another server made it first; its key counts.
      return;
    }
  }

  /// @param context what the ciphertext belongs to; it can be read in that context alone
  public byte[] seal(byte[] clear, byte[] context) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    var sealed = run(Cipher.ENCRYPT_MODE, nonce, context, clear);
    var box = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, box, NONCE_BYTES, sealed.length);
    return box;
  }

  /// @throws IllegalStateException if it was not sealed by this key in this context
  public byte[] unseal(byte[] box, byte[] context) {
    if (box.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new IllegalStateException("The ciphertext is cut short.");
    }
    var nonce = Arrays.copyOf(box, NONCE_BYTES);
    return run(
        Cipher.DECRYPT_MODE, nonce, context, Arrays.copyOfRange(box, NONCE_BYTES, box.length));
  }

  /// Whether this key sealed it in this context.
  boolean opens(byte[] box, byte[] context) {
    try {
      unseal(box, context);
      return true;
    } catch (IllegalStateException _) {
      return false;
    }
  }

  /// By which two keys can be told apart. Who knows it knows nothing of the key: it is a digest
  /// that is made under the key (HMAC-SHA256), and there are 2 to the 256 keys to try.
  byte[] fingerprint() {
    try {
      var digest = Mac.getInstance("HmacSHA256");
      digest.init(key);
      return digest.doFinal(FINGERPRINTED);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HMAC-SHA256.", e);
    }
  }

  private byte[] run(int mode, byte[] nonce, byte[] context, byte[] text) {
    try {
      var cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(context);
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "The ciphertext was made with another key or context, or is damaged.", e);
    }
  }
}
