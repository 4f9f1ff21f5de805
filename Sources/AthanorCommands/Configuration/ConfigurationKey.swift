/// What can be configured: as a key in `athanor.yaml`, as an environment variable and as a flag, each winning over those
/// before it.
enum ConfigurationKey: String, CaseIterable, Sendable {
    /// The database's URL.
    case database
    /// The role to take on after connecting.
    case role
    /// The folder of revision files.
    case versions
    /// The kind of new revisions, `sql` or `swift`.
    case kind
    /// The version table's name.
    case versionTable = "version_table"
    /// The version table's schema.
    case versionTableSchema = "version_table_schema"
    /// How long to wait for another migrator.
    case lockWait = "lock_wait"

    /// The environment variables that set it, the strongest first.
    var environmentNames: [String] {
        let own = "ATHANOR_\(rawValue.uppercased())"
        return self == .database ? [own, "DATABASE_URL"] : [own]
    }

    /// The option of the command line that sets it.
    var flag: String {
        "--" + rawValue.map { $0 == "_" ? "-" : String($0) }.joined()
    }

    /// A value as a newcomer would write it.
    var example: String {
        switch self {
        case .database: "postgresql://user@host/database"
        case .role: "app_owner"
        case .versions: "versions"
        case .kind: "sql"
        case .versionTable: "athanor_version"
        case .versionTableSchema: "public"
        case .lockWait: "10m"
        }
    }
}
