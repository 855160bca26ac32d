@NullMarked
package org.suanli.core.ledger;

import org.jspecify.annotations.NullMarked;
