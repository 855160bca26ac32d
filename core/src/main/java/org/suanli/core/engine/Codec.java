package org.suanli.core.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.suanli.core.supply.Placement;
import org.suanli.core.supply.Shares;
import org.suanli.core.units.MilliAccelerators;

/// The canonical bytes of events: one event, one byte sequence, which the journal's hashes cover.
///
/// Derived from the records themselves. A record is an object of its components in their order; a
/// record of one component is that component alone; an alternative of a sealed interface carries
/// its name as member `is`. Instants and durations are whole milliseconds; an absent optional is
/// null. A component that a record gained is left out where it has the value of all that was
/// written before. Golden bytes in the tests hold this still: whoever changes an event's components
/// otherwise adds a version and an upcast. See docs/decisions/record-codec.md.
public final class Codec {
  /// The version in which events are written.
  public static final int VERSION = 2;

  private static final String TAG = "is";
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };
  private static final SequencedMap<String, Class<?>> EVENTS = alternatives(Event.class);

  /// Components that records gained since, with the value in which they are left out: it holds for
  /// all that was written before.
  private static final List<Gained> GAINED =
      List.of(
          new Gained(Placement.OnNode.class, "share", MilliAccelerators.DEVICE),
          new Gained(Fact.Free.class, "shares", Shares.NONE));

  private record Gained(Class<?> of, String component, Object unsaid) {}

  /// How a record is taken apart and put together.
  private record Shape(
      List<String> names,
      List<Type> types,
      List<MethodHandle> accessors,
      @Nullable Object[] unsaid,
      Constructor<?> constructor,
      boolean isTagged) {

    static Shape of(Class<?> type) {
      var components = List.of(type.getRecordComponents());
      try {
        var accessors = new ArrayList<MethodHandle>();
        for (var component : components) {
          var accessor = component.getAccessor();
          accessor.setAccessible(true);
          accessors.add(LOOKUP.unreflect(accessor));
        }
        var constructor =
            type.getDeclaredConstructor(
                components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        return new Shape(
            components.stream().map(RecordComponent::getName).toList(),
            components.stream().map(RecordComponent::getGenericType).toList(),
            List.copyOf(accessors),
            components.stream().map(component -> unsaid(type, component)).toArray(),
            constructor,
            Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("The record " + type + " cannot be encoded.", e);
      }
    }

    private static @Nullable Object unsaid(Class<?> type, RecordComponent component) {
      return GAINED.stream()
          .filter(it -> it.of == type && it.component.equals(component.getName()))
          .map(Gained::unsaid)
          .findFirst()
          .orElse(null);
    }

    Object component(Object of, int index) {
      try {
        return accessors.get(index).invoke(of);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("The component " + names.get(index) + " threw.", e);
      }
    }

    boolean knows(SequencedMap<String, Json> fields) {
      int known = fields.containsKey(TAG) ? 1 : 0;
      for (var name : names) {
        known += fields.containsKey(name) ? 1 : 0;
      }
      return known == fields.size();
    }

    Object make(@Nullable Object[] values) {
      try {
        return constructor.newInstance(values);
      } catch (InvocationTargetException e) {
        throw new IllegalArgumentException(
            "The values " + Arrays.toString(values) + " do not make a " + constructor.getName(),
            e.getCause());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// A sealed interface's alternatives, by name.
  private static final ClassValue<SequencedMap<String, Class<?>>> SEALED =
      new ClassValue<>() {
        @Override
        protected SequencedMap<String, Class<?>> computeValue(Class<?> type) {
          return alternatives(type);
        }
      };

  private Codec() {}

  /// The name under which the journal keeps an event.
  public static String typeOf(Event event) {
    return event.getClass().getSimpleName();
  }

  public static byte[] encode(Event event) {
    var text = new StringBuilder(256);
    writeComponents(text, event, SHAPES.get(event.getClass()), false);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// @throws IllegalStateException if the type or version is not known: the journal was written by
  ///   a newer release, or is damaged
  /// @throws IllegalArgumentException if the bytes are not an event of this type
  public static Event decode(String type, int version, byte[] bytes) {
    var event = EVENTS.get(type);
    if (event == null || version < 1 || version > VERSION) {
      throw new IllegalStateException(
          "The event type (%s, version %d) of the journal must be one that this release knows, up to version %d."
                  .formatted(type, version, VERSION)
              + "\nMaybe a newer release wrote it: start that one.");
    }
    var json = Json.parse(new String(bytes, StandardCharsets.UTF_8));
    return (Event) readComponents(Upcast.of(type, version, json), event, new TreeMap<>());
  }

  /// @param text as {@link #write} gives it
  /// @throws IllegalArgumentException if it is not a fact's
  static Fact readFact(String text) {
    return (Fact) readPlain(Json.parse(text), Fact.class, new TreeMap<>());
  }

  /// Canonical text of any value that events and facts are made of.
  static void write(StringBuilder text, Object value) {
    switch (value) {
      case String string -> Json.quote(text, string);
      case Long number -> text.append(number.longValue());
      case Integer number -> text.append(number.intValue());
      case Boolean flag -> text.append(flag.booleanValue());
      case Instant instant -> text.append(millis(instant));
      case Duration duration -> text.append(millis(duration));
      case Enum<?> constant -> Json.quote(text, constant.name());
      case Optional<?> optional -> {
        if (optional.isPresent()) {
          write(text, optional.get());
        } else {
          text.append("null");
        }
      }
      case List<?> list -> {
        text.append('[');
        for (int i = 0; i < list.size(); i++) {
          if (i > 0) {
            text.append(',');
          }
          write(text, list.get(i));
        }
        text.append(']');
      }
      case Record part -> {
        var shape = SHAPES.get(part.getClass());
        if (shape.names.size() == 1 && !shape.isTagged) {
          write(text, shape.component(part, 0));
        } else {
          writeComponents(text, part, shape, shape.isTagged);
        }
      }
      default -> throw new IllegalStateException("A " + value.getClass() + " cannot be encoded.");
    }
  }

  private static void writeComponents(
      StringBuilder text, Object part, Shape shape, boolean isTagged) {
    text.append('{');
    if (isTagged) {
      text.append('"').append(TAG).append("\":\"").append(part.getClass().getSimpleName());
      text.append('"');
    }
    boolean isFirst = !isTagged;
    for (int i = 0; i < shape.names.size(); i++) {
      var component = shape.component(part, i);
      if (!component.equals(shape.unsaid[i])) {
        if (!isFirst) {
          text.append(',');
        }
        isFirst = false;
        text.append('"').append(shape.names.get(i)).append("\":");
        write(text, component);
      }
    }
    text.append('}');
  }

  private static Object readComponents(
      Json json, Class<?> type, TreeMap<String, Type> typeVariables) {
    var shape = SHAPES.get(type);
    var fields = json instanceof Json.Fields(var values) ? values : null;
    if (fields == null) {
      throw new IllegalArgumentException("The " + type.getSimpleName() + " must be an object.");
    }
    if (!shape.knows(fields)) {
      throw new IllegalArgumentException(
          "The members %s of a %s must be %s."
              .formatted(fields.keySet(), type.getSimpleName(), shape.names));
    }
    var values = new @Nullable Object[shape.names.size()];
    for (int i = 0; i < values.length; i++) {
      var value = fields.get(shape.names.get(i));
      if (value == null && shape.unsaid[i] == null) {
        throw new IllegalArgumentException(
            "The " + type.getSimpleName() + " has no member " + shape.names.get(i) + ".");
      }
      values[i] = value == null ? shape.unsaid[i] : read(value, shape.types.get(i), typeVariables);
    }
    return shape.make(values);
  }

  private static Object read(Json json, Type type, TreeMap<String, Type> typeVariables) {
    return switch (type) {
      case Class<?> plain -> readPlain(json, plain, typeVariables);
      case ParameterizedType generic -> readGeneric(json, generic, typeVariables);
      case TypeVariable<?> variable -> {
        var bound = typeVariables.get(variable.getName());
        if (bound == null) {
          throw new IllegalStateException("The type " + variable + " is not bound.");
        }
        yield read(json, bound, typeVariables);
      }
      default -> throw new IllegalStateException("A " + type + " cannot be decoded.");
    };
  }

  private static Object readGeneric(
      Json json, ParameterizedType generic, TreeMap<String, Type> typeVariables) {
    var raw = (Class<?>) generic.getRawType();
    var argument = generic.getActualTypeArguments()[0];
    if (raw == Optional.class) {
      return json instanceof Json.Null
          ? Optional.empty()
          : Optional.of(read(json, argument, typeVariables));
    }
    if (raw == List.class && json instanceof Json.Items(var values)) {
      return values.stream().map(value -> read(value, argument, typeVariables)).toList();
    }
    var bound = new TreeMap<String, Type>();
    for (int i = 0; i < raw.getTypeParameters().length; i++) {
      bound.put(raw.getTypeParameters()[i].getName(), generic.getActualTypeArguments()[i]);
    }
    return readPlain(json, raw, bound);
  }

  private static Object readPlain(Json json, Class<?> type, TreeMap<String, Type> typeVariables) {
    if (type == String.class && json instanceof Json.Text(String text)) {
      return text;
    }
    if (type.isEnum() && json instanceof Json.Text(String name)) {
      return constant(type, name);
    }
    if ((type == boolean.class || type == Boolean.class)
        && json instanceof Json.Flag(boolean flag)) {
      return flag;
    }
    if (json instanceof Json.Whole(long number)) {
      if (type == long.class) {
        return number;
      }
      if (type == int.class) {
        return Math.toIntExact(number);
      }
      if (type == Instant.class) {
        return Instant.ofEpochMilli(number);
      }
      if (type == Duration.class) {
        return Duration.ofMillis(number);
      }
    }
    if (type.isSealed()) {
      return readAlternative(json, type, typeVariables);
    }
    if (type.isRecord()) {
      var shape = SHAPES.get(type);
      return shape.names.size() == 1 && !shape.isTagged
          ? shape.make(new Object[] {read(json, shape.types.getFirst(), typeVariables)})
          : readComponents(json, type, typeVariables);
    }
    throw new IllegalArgumentException("The value " + json + " must be a " + type + ".");
  }

  private static Object readAlternative(
      Json json, Class<?> type, TreeMap<String, Type> typeVariables) {
    var alternatives = SEALED.get(type);
    if (json instanceof Json.Fields(var fields)
        && fields.get(TAG) instanceof Json.Text(String name)
        && alternatives.get(name) instanceof Class<?> alternative) {
      return readComponents(json, alternative, typeVariables);
    }
    throw new IllegalArgumentException(
        "The " + type.getSimpleName() + " must be one of " + alternatives.keySet() + ".");
  }

  private static Object constant(Class<?> type, String name) {
    for (var constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "The " + type.getSimpleName() + " (" + name + ") is not known.");
  }

  private static SequencedMap<String, Class<?>> alternatives(Class<?> sealed) {
    var alternatives = new LinkedHashMap<String, Class<?>>();
    for (var type : sealed.getPermittedSubclasses()) {
      if (type.isSealed()) {
        alternatives.putAll(alternatives(type));
      } else {
        alternatives.put(type.getSimpleName(), type);
      }
    }
    return alternatives;
  }

  private static long millis(Instant instant) {
    if (instant.getNano() % 1_000_000 != 0) {
      throw new IllegalStateException("The instant " + instant + " must be whole milliseconds.");
    }
    return instant.toEpochMilli();
  }

  private static long millis(Duration duration) {
    if (duration.getNano() % 1_000_000 != 0) {
      throw new IllegalStateException("The duration " + duration + " must be whole milliseconds.");
    }
    return duration.toMillis();
  }
}
