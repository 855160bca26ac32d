/// What goes over the wire, as records: field names are component names, instants are ISO-8601
/// text, amounts are exact decimal text beside their unit, an absent field is null.
///
/// In: nothing. Out: records, error codes, paths. Never: a decision, or a dependency beyond the
/// JDK.
@NullMarked
package org.suanli.api;

import org.jspecify.annotations.NullMarked;
