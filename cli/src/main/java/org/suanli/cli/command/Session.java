package org.suanli.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Members;
import org.suanli.api.Paths;
import org.suanli.cli.profile.Profiles;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.terminal.Surroundings;
import org.suanli.cli.terminal.Terminal;
import org.suanli.cli.terminal.Times;
import org.suanli.cli.wire.Address;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Client;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What all commands of one run share: options, surroundings, and the server once it is asked.
public final class Session {
  public static final String SERVER_VARIABLE = "SUANLI_SERVER";
  public static final String TOKEN_VARIABLE = "SUANLI_TOKEN";
  public static final String AUTHORITIES_VARIABLE = "SUANLI_CA_FILE";

  /// Where `suanli up` listens unless told otherwise.
  public static final String SERVER_DEFAULT = "http://127.0.0.1:8464";

  private final Surroundings surroundings;
  private final Shared shared;
  private final List<String> arguments;
  private @Nullable Client client;

  /// @param arguments of the command line, as given
  public Session(Surroundings surroundings, Shared shared, List<String> arguments) {
    this.surroundings = surroundings;
    this.shared = shared;
    this.arguments = List.copyOf(arguments);
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Terminal terminal() {
    return surroundings.terminal();
  }

  Times times() {
    return new Times(surroundings.clock());
  }

  Printer printer() {
    return new Printer(terminal(), shared.format(), shared.isQuiet);
  }

  Profiles profiles() {
    return new Profiles(surroundings);
  }

  /// The profile that was named; empty for the current one.
  String profileName() {
    return shared.profile;
  }

  List<String> arguments() {
    return arguments;
  }

  /// The server by option, variable, profile or default, in this order.
  String server() {
    var variable = surroundings.variable(SERVER_VARIABLE);
    if (shared.server != null) {
      return shared.server;
    }
    if (!variable.isEmpty()) {
      return variable;
    }
    return profiles().find(shared.profile).map(Profiles.Profile::server).orElse(SERVER_DEFAULT);
  }

  /// The file of certificates that a server is trusted by: the variable's, or its profile's own.
  @Nullable Path authorities(String server) {
    var variable = surroundings.variable(AUTHORITIES_VARIABLE);
    if (!variable.isEmpty()) {
      return surroundings.resolve(variable);
    }
    return profiles()
        .find(shared.profile)
        .filter(found -> Address.of(found.server(), null).equals(Address.of(server, null)))
        .map(Profiles.Profile::authorities)
        .map(Path::of)
        .orElse(null);
  }

  Client client() {
    var existing = client;
    if (existing != null) {
      return existing;
    }
    // A wrong option is said before anything is asked.
    shared.format();
    var address = Address.of(server(), token(server())).withAuthorities(authorities(server()));
    if (address.isExposed() && address.token() != null) {
      terminal()
          .err()
          .println(
              "The token goes to "
                  + address
                  + " unencrypted.\nMaybe use https:// for servers elsewhere.");
    }
    var made = new Client(surroundings, address);
    client = made;
    return made;
  }

  /// A profile's token goes to that profile's server alone.
  private @Nullable String token(String server) {
    var variable = surroundings.variable(TOKEN_VARIABLE);
    if (!variable.isEmpty()) {
      return variable;
    }
    profiles().exposure().ifPresent(sentence -> terminal().err().println(sentence));
    var profile = profiles().find(shared.profile);
    if (profile.isEmpty() && !shared.profile.isEmpty()) {
      throw Failure.usage(
          "The profile ("
              + shared.profile
              + ") must exist.\nMaybe sign in with it: suanli login --profile "
              + shared.profile
              + ".");
    }
    return profile
        .filter(found -> Address.of(found.server(), null).equals(Address.of(server, null)))
        .map(Profiles.Profile::token)
        .orElse(null);
  }

  /// Sends a creation under a key of its own, so that it may be repeated.
  JsonNode create(String path, @Nullable Object body) {
    return client().send(Call.post(path, body).withKey(newKey()));
  }

  static String newKey() {
    return UUID.randomUUID().toString();
  }

  /// Fetches a list page by page, and writes it.
  <T> int list(String path, Query query, Paging paging, Listing<T> listing) {
    return list(fetch(path, query, paging), listing);
  }

  <T> int list(Fetched fetched, Listing<T> listing) {
    printer().list(fetched.document(), fetched.items(), listing);
    fetched
        .next()
        .ifPresent(
            _ -> printer().note("There are more: --limit gives another number, --everything all."));
    return Exit.OK.code();
  }

  /// A list as far as it was asked for.
  ///
  /// @param next of the document's last page; empty at the end of the list
  record Fetched(JsonNode document, List<JsonNode> items, Optional<String> next) {
    /// The items as records.
    <T> List<T> read(Class<T> type) {
      return items.stream().map(item -> Wire.read(item, type)).toList();
    }
  }

  Fetched fetch(String path, Query query, Paging paging) {
    int wanted = paging.itemsMax();
    var items = new ArrayList<JsonNode>();
    Optional<String> cursor = Optional.empty();
    var document = JsonNodeFactory.instance.objectNode();
    do {
      var asked =
          query
              .copy()
              .with("limit", Paging.pageItems(wanted - items.size()))
              .with("cursor", cursor.orElse(null));
      var page = client().send(Call.get(path).withQuery(asked));
      if (page instanceof ArrayNode array) {
        array.forEach(items::add);
        return new Fetched(page, List.copyOf(items), Optional.empty());
      }
      if (document.isEmpty() && page instanceof ObjectNode first) {
        document = first.deepCopy();
      }
      page.path("items").forEach(items::add);
      cursor = page.path("next").asStringOpt().filter(text -> !text.isEmpty());
    } while (cursor.isPresent() && items.size() < wanted);
    return new Fetched(document(document, items, cursor), List.copyOf(items), cursor);
  }

  /// @param document the first page, which may tell more than its items
  private static ObjectNode document(
      ObjectNode document, List<JsonNode> items, Optional<String> next) {
    document.set("items", JsonNodeFactory.instance.arrayNode().addAll(items));
    next.ifPresentOrElse(text -> document.put("next", text), () -> document.putNull("next"));
    return document;
  }

  /// Fetches one thing, and writes it.
  <T> int show(Call call, Class<T> type, Function<T, String> id, Function<T, Sheet> sheet) {
    var document = client().send(call);
    var value = Wire.read(document, type);
    printer().show(document, id.apply(value), () -> sheet.apply(value));
    return Exit.OK.code();
  }

  /// Writes what was done.
  int done(JsonNode document, String id, String sentence) {
    printer().done(document, id, sentence);
    return Exit.OK.code();
  }

  /// The organization that was named, or one's own.
  ///
  /// @throws Failure if none was, and one has none
  String organization(@Nullable String named) {
    if (named != null) {
      return named;
    }
    var own = client().send(Call.get(Paths.SESSION), Members.Session.class).member().organization();
    if (own == null) {
      throw Failure.usage("The organization must be given: --organization NAME.");
    }
    return own;
  }

  /// A project in full: `organization/name` as it is, a name within one's own organization.
  String project(String named) {
    return named.contains("/") ? named : organization(null) + "/" + named;
  }
}
