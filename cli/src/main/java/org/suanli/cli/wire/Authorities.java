package org.suanli.cli.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.suanli.cli.terminal.Failure;

/// Certificates of a centre's own, trusted in the place of the machine's.
final class Authorities {
  /// More than any bundle of authorities has.
  private static final long BYTES_MAX = 4L << 20;

  private Authorities() {}

  /// @param file PEM, one certificate or more
  /// @throws Failure if it holds none
  static SSLContext trusted(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new IOException("it is larger than " + BYTES_MAX + " bytes");
      }
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      try (var in = Files.newInputStream(file)) {
        int number = 0;
        for (var found : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("authority-" + number++, found);
        }
      }
      if (store.size() == 0) {
        throw new IOException("it holds no certificate");
      }
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw Failure.usage(
          "The file ("
              + file
              + ") of trusted certificates must hold them in PEM: "
              + e.getMessage()
              + ".");
    }
  }
}
