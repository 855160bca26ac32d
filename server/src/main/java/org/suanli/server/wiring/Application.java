package org.suanli.server.wiring;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/// What Spring is told to scan.
@SpringBootApplication(scanBasePackages = "org.suanli.server")
class Application {}
