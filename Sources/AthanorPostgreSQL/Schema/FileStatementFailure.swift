internal import Athanor

/// A failure of a statement of a file that describes a schema.
struct FileStatementFailure {
    private let failure: DatabaseFailure
    private let statement: SchemaFileStatement

    init(_ failure: DatabaseFailure, _ statement: SchemaFileStatement) {
        self.failure = failure
        self.statement = statement
    }

    /// How it is handled.
    var verdict: LoadingVerdict {
        if let reason = harmlessReason { return .harmless(reason) }
        if let extensionName { return .wrong(advice: extensionAdvice(extensionName)) }
        if ScratchRoles.missing(in: failure) != nil {
            return .wrong(
                advice: "Statements that create roles do not run on a scratch database, because they are about the "
                    + "whole server. Create the role first, or name a server that has it as `scratch:`.")
        }
        return Self.codesOfMissingObjects.contains(failure.code) ? .needsOthers : .wrong()
    }

    /// Undefined table, column, function, object, schema, and an object of another state, such as a column that is not
    /// unique yet.
    private static let codesOfMissingObjects: Set<String> = [
        "42P01", "42703", "42883", "42704", "3F000", "42830", "42P17", "42809", "55000",
    ]

    /// The words of the statement in lower case.
    private var words: [String] { PostgreSQLScriptReader.tokens(ofStatement: statement.statement.slice.text) }

    /// The reason why the statement is not needed, for those that a dump contains for other servers.
    private var harmlessReason: String? {
        let words = words
        // A newer `pg_dump` sets settings that an older server does not have.
        if statement.use == .setting, failure.code == "42704" { return failure.message }
        if words.starts(with: ["alter"]), let owner = Self.owner(in: words) {
            let isAboutOwner = failure.kind == .notAllowed || ScratchRoles.missing(in: failure) == owner
            return isAboutOwner ? "the owner was not set: \(failure.message)" : nil
        }
        if words == ["create", "schema", "public"], failure.code == "42P06" { return failure.message }
        // The owner of an extension is who may create it.
        if words.starts(with: ["comment", "on", "extension"]), failure.kind == .notAllowed { return failure.message }
        return nil
    }

    /// The role of `ALTER … OWNER TO role`, as the server stores it.
    private static func owner(in words: [String]) -> String? {
        guard words.count > 4, words.suffix(3).prefix(2).elementsEqual(["owner", "to"]), let role = words.last else {
            return nil
        }
        return role.hasPrefix("\"") ? role.unquoted(by: "\"") : role
    }

    /// The extension that the server lacks, or that this role may not create.
    private var extensionName: String? {
        guard statement.statement.command == "CREATE EXTENSION",
            ["0A000", "58P01", "42501"].contains(failure.code)
        else { return nil }
        let name = words.dropFirst(2).drop { ["if", "not", "exists"].contains($0) }.first
        return name.map { $0.hasPrefix("\"") ? $0.unquoted(by: "\"") : $0 }
    }

    private func extensionAdvice(_ name: String) -> String {
        failure.code == "42501"
            ? "The role may not create the extension \(name) in a scratch database. Name a server where it may as "
                + "`scratch:`, or a database that has the extension and is marked with `athanor mark-disposable`."
            : "The server of the scratch database lacks the extension \(name). Install it there (Debian: a package such "
                + "as postgresql-contrib or postgresql-15-\(name)), or name a server that has it as `scratch:`."
    }
}
