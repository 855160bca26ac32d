/// Tests of the portal, most of them in a real browser.
@NullMarked
package org.suanli.server.portal;

import org.jspecify.annotations.NullMarked;
