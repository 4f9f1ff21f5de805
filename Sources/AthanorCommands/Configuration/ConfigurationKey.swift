internal import Athanor

/// A setting: a key in `athanor.yaml`, an environment variable and, for some settings, a flag. Each wins over those
/// before it; but a file that the command line names wins over the environment.
enum ConfigurationKey: String, CaseIterable, Sendable {
    /// The database's URL.
    case database
    /// The role to switch to after connecting.
    case role
    /// Additional roles that may own the metadata tables.
    case trustedOwners = "trusted_owners"
    /// The folder where relative paths of revisions and templates start.
    case scriptLocation = "script_location"
    /// The folders of revision files.
    case versions
    /// Whether folders inside them are read as well.
    case recursiveVersionLocations = "recursive_version_locations"
    /// The kind of new revisions, `sql` or `swift`.
    case kind
    /// The template for the file names of new revisions.
    case fileTemplate = "file_template"
    /// The maximum length of the message in a file name.
    case truncateSlugLength = "truncate_slug_length"
    /// The time zone of dates in new revisions.
    case timezone
    /// The folder of the user's own templates.
    case templates
    /// Values for templates.
    case templateArguments = "template_arguments"
    /// The shell commands to run after a revision's file was written.
    case postWriteHooks = "post_write_hooks"
    /// The encoding of revision files.
    case outputEncoding = "output_encoding"
    /// The version table's name.
    case versionTable = "version_table"
    /// The version table's schema.
    case versionTableSchema = "version_table_schema"
    /// Whether each revision runs in its own transaction.
    case transactionPerMigration = "transaction_per_migration"
    /// How long to wait for another migrator.
    case lockWait = "lock_wait"
    /// The freshness targets that win over those in definitions of views.
    case refresh
    /// The number of views to refresh at the same time.
    case jobs
    /// How long a statement of a revision, or one attempt at a refresh, may wait for a lock.
    case lockTimeout = "lock_timeout"
    /// The same for concurrent builds of indexes.
    case indexLockTimeout = "index_lock_timeout"
    /// The number of attempts at a transaction that cannot get its locks.
    case lockAttempts = "lock_attempts"
    /// How long a statement of a revision, or the refresh of a view, may run.
    case statementTimeout = "statement_timeout"

    /// The environment variables that set it, in order of precedence.
    var environmentNames: [String] {
        let own = "ATHANOR_\(rawValue.uppercased())"
        return self == .database ? [own, "DATABASE_URL"] : [own]
    }

    /// The command line option that sets it, if any.
    var flag: String? {
        switch self {
        case .database, .role, .versions, .kind, .versionTable, .versionTableSchema, .lockWait, .jobs, .lockTimeout,
            .statementTimeout:
            "--" + rawValue.map { $0 == "_" ? "-" : String($0) }.joined()
        case .trustedOwners, .scriptLocation, .recursiveVersionLocations, .fileTemplate, .truncateSlugLength, .timezone,
            .templates,
            .templateArguments, .postWriteHooks, .outputEncoding, .transactionPerMigration, .refresh, .indexLockTimeout,
            .lockAttempts:
            nil
        }
    }

    /// The form of its value.
    var form: ConfigurationForm {
        switch self {
        case .versions: .list(separator: ":")
        case .trustedOwners: .list(separator: ",")
        case .postWriteHooks: .list(separator: "\n")
        case .templateArguments, .refresh: .map
        case .recursiveVersionLocations, .transactionPerMigration: .truth
        case .truncateSlugLength, .jobs, .lockAttempts: .number
        case .database, .role, .scriptLocation, .kind, .fileTemplate, .timezone, .templates, .outputEncoding,
            .versionTable, .versionTableSchema, .lockWait, .lockTimeout, .indexLockTimeout, .statementTimeout:
            .text
        }
    }

    /// The default as it would be written; `nil` if no value of the key means the same as leaving it out.
    var standard: String? {
        switch self {
        case .versions: "versions"
        case .recursiveVersionLocations: "false"
        case .fileTemplate: FileNameTemplate.standardText
        case .truncateSlugLength: "\(NewRevision.standardSlugLength)"
        case .timezone: "local"
        case .templates: "templates"
        case .outputEncoding: TextEncoding.utf8.name
        case .versionTable: VersionTable().name
        case .transactionPerMigration: "true"
        case .lockWait: "10m"
        case .jobs: "1"
        case .lockTimeout: "\(Timeouts().lock)"
        case .indexLockTimeout: "1h"
        case .lockAttempts: "\(MigratorOptions().lockAttempts)"
        case .database, .role, .trustedOwners, .scriptLocation, .kind, .templateArguments, .postWriteHooks,
            .versionTableSchema, .refresh, .statementTimeout:
            nil
        }
    }

    /// The default as the reference describes it.
    var standardText: String {
        if let standard { return "`\(standard)`" }
        return switch self {
        case .scriptLocation: "the folder of `athanor.yaml`"
        case .kind: "as the newest revision"
        case .versionTableSchema: "the connection's"
        default: "none"
        }
    }

    /// An example value, as a newcomer would write it.
    var example: String {
        switch self {
        case .database: "postgresql://user@host/database"
        case .role: "app_owner"
        case .trustedOwners: "app_owner"
        case .scriptLocation: "database"
        case .versions: "versions"
        case .recursiveVersionLocations: "true"
        case .kind: "sql"
        case .fileTemplate: "\"\(FileNameTemplate.standardText)\""
        case .truncateSlugLength: "40"
        case .timezone: "Asia/Tokyo"
        case .templates: "templates"
        case .templateArguments: "{ team: billing }"
        case .postWriteHooks: "['git add \"$REVISION_SCRIPT_FILENAME\"']"
        case .outputEncoding: "utf-8"
        case .versionTable: "athanor_version"
        case .versionTableSchema: "public"
        case .transactionPerMigration: "false"
        case .lockWait: "10m"
        case .refresh: "{ reporting.daily_usage: every 10 minutes, old_view: manual }"
        case .jobs: "4"
        case .lockTimeout: "2s"
        case .indexLockTimeout: "1h"
        case .lockAttempts: "10"
        case .statementTimeout: "10m"
        }
    }
}

/// The form of a key's value.
enum ConfigurationForm: Sendable, Hashable {
    /// One text.
    case text
    /// One text or several, divided by the separator in an environment variable.
    case list(separator: Character)
    /// Texts by name; in an environment variable, `name=value,name=value`.
    case map
    /// `true` or `false`.
    case truth
    /// A whole number, 0 or more.
    case number

    /// The expected form, as the object of a sentence.
    var expectation: String {
        switch self {
        case .text: "a text"
        case .list: "a text or a list of texts"
        case .map: "texts by name"
        case .truth: "true or false"
        case .number: "a whole number, 0 or more"
        }
    }

    /// Whether a single text has this form.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .text, .list, .map: true
        case .truth: ["true", "false"].contains(text.lowercased())
        case .number: text.utf8.allSatisfy { (0x30...0x39).contains($0) } && Int(text) != nil
        }
    }
}
