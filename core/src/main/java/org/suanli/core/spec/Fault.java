package org.suanli.core.spec;

/// What can be wrong with a job file, with the sentence that programs are told: what (its value)
/// must be what; a second line, where one helps, starts "Maybe". The portal says the same in other
/// languages, from texts with the same values.
///
/// The values of most begin with the way to the field; where it is refused, its value follows.
public enum Fault {
  // The text as a whole.
  TOO_LONG(
      "The job file (%,d characters) must be at most %,d.\nMaybe put large parts into the code."),
  TOO_LONG_WRITTEN_OUT("The job file (%,d characters when written out) must be at most %,d."),
  NOT_PRINTABLE("The character (%s) of the job file must be printable."),
  NOT_READABLE("The job file must be YAML or JSON: %s."),
  NOT_READABLE_THERE("The job file must be YAML or JSON; line %d, column %d: %s."),
  TAB("The job file must be YAML or JSON; line %d, column %d: %s.\nMaybe put spaces for the tab."),
  EMPTY("The job file must not be empty.\nMaybe 'command: python train.py'."),
  SEVERAL_JOBS("The job file must hold one job.\nMaybe submit each in a file of its own."),
  NESTING("The nesting of the job file must be at most %d."),
  VALUES("The values of the job file must be at most %,d."),
  TAG("The tag (%s) must be left out."),
  ALIAS("The alias (*%s) must name an anchor before it."),
  NAME_NOT_A_WORD("The name of a field must be a single word."),
  CHANGES_NOT_FIELDS("The changes must be fields with values."),
  CHANGES("Of the changes: %s"),
  NO_FIELDS("The job file must be fields with values.\nMaybe 'command: python train.py'."),
  MORE("The violations of a job file must be shown up to %d; %d more are left out."),

  // Any field.
  UNKNOWN("The field (%s) must be one that job files have."),
  UNKNOWN_NEAR("The field (%s) must be one that job files have.\nMaybe you meant '%s'."),
  UNSUPPORTED("The field (%s) must be left out: it is not supported yet.\nMaybe %s."),
  MISPLACED("The field (%s) must not stand here.\nMaybe move it to the top of the job file."),
  TWICE("The %s must be given once; it stands on line %d already."),
  TWO_NAMES("The %s must not stand beside '%s' (line %d): both set '%s'."),
  NO_VALUE("The %s must have a value."),
  NOT_A_MAPPING("The %s (%s) must be a mapping of fields."),
  NOT_A_LIST("The %s (%s) must be a list."),
  NOT_A_SINGLE_VALUE("The %s (%s) must be a single value."),
  NOT_A_LINE("The %s (%s) must be 1 to %,d printable characters on one line."),
  NOT_A_TEXT("The %s (%s) must be 1 to %,d characters of text."),
  NOT_WHOLE("The %s (%s) must be a whole number, %,d to %,d."),
  NOT_A_FLAG("The %s (%s) must be true or false."),
  NOT_A_DURATION(
      "The %s (%s) must be a time with its unit, %s to %s.\n"
          + "Maybe '90s', '2h30m', '02:30:00' or '1-12:00:00'."),
  NOT_A_POSITIVE_DURATION(
      "The %s (%s) must be a time with its unit, more than 0s to %s.\n"
          + "Maybe '90s', '2h30m', '02:30:00' or '1-12:00:00'."),
  ITEMS("The %s (%d) must be 1 to %,d, or be left out."),
  MEMBERS("The %s (%,d) must be at most %,d."),

  // Where, when and how.
  VERSION("The %s (%s) must be %d."),
  PROJECT("The %s (%s) must be organization/project, each of a-z, 0-9 and '-'."),
  CLUSTER("The %s (%s) must be a cluster's name: 1 to 63 characters of a-z, 0-9 and '-'."),
  CLASS("The %s (%s) must be guaranteed, standard or spot."),
  CLASS_DIFFERS("The %s (%s) must be the class of 'priority_class', or a number."),
  PREEMPTIBLE_DIFFERS("The %s (%s) must agree with the priority class %s."),
  PRIORITY("The %s (%s) must be a whole number, %,d to %,d, or guaranteed, standard or spot."),
  DEPENDENCY("The %s (%s) must be a job, such as job-12."),

  // What it names and the centre does not have.
  NO_PROJECT("The project must be given, in the job file or beside it.\nMaybe 'project: NAME'."),
  SECRET_MISSING(
      "The secret (%s) of the job must be one of the project %s.\n"
          + "Maybe an administrator has to set it: suanli secrets set %s %s."),
  CODE_MISSING("The code (%s) of the job must be uploaded first."),
  CODE_NOT_UPLOADED(
      "The code (%s) of the job must be uploaded and named by its SHA-256.\n"
          + "Maybe submit with 'suanli submit', which does both."),

  // Roles and what they ask for.
  NO_ROLES("The roles (0) must be 1 to %d."),
  BESIDE_ROLES("The %s must not stand beside 'roles' (line %d).\nMaybe move it into each role."),
  ROLE_NAME(
      "The name (%s) of a role must be 1 to 63 characters of a-z, 0-9 and '-', starting with a"
          + " letter or digit."),
  ROLE_TWICE("The name (%s) of a role must be given once."),
  NO_COMMAND("The command of role (%s) must be given.\nMaybe 'command: python train.py'."),
  CPUS(
      "The %s (%s) must be a number of cores, more than 0 to %,d, to three places after the"
          + " point."),
  MEMORY(
      "The %s (%s) must be an amount of memory, more than 0 to 64 TiB.\n"
          + "Maybe '64GiB', '512MiB' or '64'."),
  DEVICES(
      "The %s (%s) must be a number of devices, 0 to %d, to three places after the point.\n"
          + "Maybe '8', '0.5' or '910B2:8'."),
  DEVICES_BROKEN("The %s (%s) must be whole devices, or less than one."),
  DEVICES_DIFFER("The %s (%s) must be the same number for every model."),
  CHOICE("The %s (%s) must be a number, or MODEL:NUMBER.\nMaybe '8', '910B2:8' or '910B2|910C:8'."),
  CHOICE_EMPTY("The %s (%s) must name a model and its number.\nMaybe {910B2: 8}."),
  CHOICE_OF_ANY("The %s (%s) must name a model in each of its choices."),
  CHOICES("The %s (%s) must name at most %d models."),
  MODEL("The %s (%s) must name a model in 1 to %d printable characters."),
  MODEL_UNKNOWN("The model (%s) of %s must be one that the centre knows."),
  MODEL_UNKNOWN_NEAR(
      "The model (%s) of %s must be one that the centre knows.\nMaybe you meant '%s'."),
  MODEL_UNKNOWN_ALL("The model (%s) of %s must be one that the centre knows.\nMaybe %s."),
  MODELS_DIFFER(
      "The models (%s) of %s must be those of '%s' (%s): all tasks of a job accept the same."),

  // What runs.
  IMAGE(
      "The %s (%s) must be the name of a container image.\n"
          + "Maybe 'registry.example/team/image:tag'."),
  LINES("The lines of %s must be up to %,d characters."),
  WORDS("The words of %s must be up to %,d characters together."),
  WORD("The %s (%s) must be a word of the command."),
  PROGRAM(
      "The %s (%s) must be the name of a program.\n"
          + "Maybe write the command as text, or its lines under 'commands'."),
  PAIR("The %s must be NAME=value."),
  VARIABLE_NAME(
      "The name (%s) of a variable must be letters, digits and '_', not starting with a digit."),
  VARIABLE_RESERVED("The variable (%s) must be left out: the platform sets it for every task."),
  VARIABLE_TWICE("The variable (%s) must be given once."),
  VARIABLE_NOT_SINGLE("The value of %s must be a single value."),
  VARIABLE_WITHOUT_VALUE("The %s must have a value.\nMaybe \"\"."),
  VARIABLE_LONG("The value (%,d characters) of %s must be up to %,d characters of text."),
  SECRETS_WITH_VALUES(
      "The secrets must be a list of names: their values do not belong into a job file.\n"
          + "Maybe store them in the project first."),
  SECRET_AND_VARIABLE("The secret (%s) must not be set in 'env' as well."),
  CODE("The %s (%s) must be a folder, or 'sha256:' and 64 hexadecimal digits."),
  PATH(
      "The %s (%s) must be a path below the job's own folder, without '..'.\n"
          + "Maybe 'results/model'."),
  LABEL_KEY("The key (%s) of a label must be 1 to %d printable characters without blanks and '='."),
  LABEL_VALUE("The value (%s) of label (%s) must be up to %d printable characters on one line."),
  LABEL_TWICE("The label (%s) must be given once.");

  private final String template;

  Fault(String template) {
    this.template = template;
  }

  /// The English sentence with places for its values, in the notation of {@link
  /// java.util.Formatter}.
  public String template() {
    return template;
  }

  /// A piece of a sentence that is put in for a value.
  public enum Phrase {
    A_LIST("a list"),
    A_MAPPING("a mapping"),
    COPY_DATA("fetch the data in 'setup' until data sets can be mounted"),
    INNER_PORTS("use the ports that 'command' opens from within the cluster"),
    NAME_THE_CLUSTER("name the 'cluster'"),
    SHARED_MEMORY("leave it out: tasks share the memory of their node"),
    ANY_ORDER("list the acceptable models in 'models', in any order"),
    ONE_JOB_EACH("submit one job for each element"),
    NAME_MODELS_OR_CLUSTER("name the 'models' or the 'cluster'"),
    WHOLE_NODE("ask for all accelerators of a node"),
    GUARANTEED("use 'priority_class: guaranteed'");

    private final String words;

    Phrase(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
