package org.suanli.server.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What the description of the interface cannot see in a handler's signature.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Described {
  /// What it answers when it succeeds; read from its type if left out.
  Answer[] answers() default {};

  /// The media type of a body that is not JSON; empty if there is none.
  String upload() default "";

  /// One answer.
  @interface Answer {
    int status() default 200;

    /// The record; `Object` for any JSON object, `byte[]` for bytes.
    Class<?> body();

    String type() default "application/json";
  }
}
