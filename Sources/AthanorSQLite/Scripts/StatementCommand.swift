internal import Athanor

/// The kind of a statement, from its leading keywords.
struct StatementCommand {
    /// The leading keywords in capitals, such as `CREATE MATERIALIZED VIEW`.
    let name: String
    private let tokens: [Token]

    init(_ tokens: [Token]) {
        self.tokens = tokens
        if let pragma = Pragma(tokens) {
            name = "PRAGMA \(pragma.name)"
            return
        }
        var words = tokens.prefix(1).compactMap(\.keyword)
        if let verb = words.first, Self.verbs.contains(verb) {
            let modifiers = tokens.dropFirst().prefix { Self.modifiers.contains($0.keyword ?? "") }
            words += modifiers.compactMap(\.keyword)
            // Only one kind is read: a table may be called view.
            words += tokens.dropFirst(1 + modifiers.count).prefix(1).compactMap(\.keyword).filter(Self.kinds.contains)
        }
        name = words.joined(separator: " ")
    }

    private static let verbs: Set<String> = ["CREATE", "DROP", "ALTER", "REFRESH"]
    private static let modifiers: Set<String> = [
        "OR", "REPLACE", "TEMP", "TEMPORARY", "UNIQUE", "VIRTUAL", "MATERIALIZED",
    ]
    private static let kinds: Set<String> = ["TABLE", "VIEW", "INDEX", "TRIGGER"]

    /// Whether the statement creates a trigger, whose body contains semicolons.
    var createsTrigger: Bool { name.hasPrefix("CREATE") && name.hasSuffix(" TRIGGER") }

    /// The way in which the statement must be executed.
    var execution: StatementExecution {
        switch name {
        case "VACUUM", "ATTACH", "DETACH": .alone
        default: Pragma(tokens)?.isRefusedInTransaction == true ? .alone : .inTransaction
        }
    }

    /// Refuses a statement that would prevent the rollback of a revision.
    func refuseIfTakingJournal(at place: SourcePlace) throws(ScriptError) {
        guard let mode = Pragma(tokens)?.unsafeJournalMode else { return }
        throw ScriptError(mode.refusal, at: place, advice: JournalMode.advice)
    }

    /// Refuses a DO block, a function or a procedure of PostgreSQL, whose quotes `$$` would be read as parameters.
    func refuseIfProcedural(at place: SourcePlace, in kind: RevisionKind) throws(ScriptError) {
        guard let (objects, object) = procedural else { return }
        throw ScriptError(
            "SQLite has no \(objects): it has no procedural language", at: place,
            advice: kind.words(
                sql: "Write the work of the \(object) as plain SQL statements.",
                swift: "Where `op.databaseKind == .sqlite`, write the work of the \(object) as plain SQL statements."))
    }

    /// The objects of a procedural language that the statement runs or creates, and one of them; `nil` for none.
    private var procedural: (objects: String, object: String)? {
        if name == "DO" { return ("DO blocks", "block") }
        guard name.hasPrefix("CREATE") else { return nil }
        switch tokens.dropFirst().first(where: { !Self.modifiers.contains($0.keyword ?? "") })?.keyword {
        case "FUNCTION": return ("CREATE FUNCTION", "function")
        case "PROCEDURE": return ("CREATE PROCEDURE", "procedure")
        default: return nil
        }
    }

    /// Refuses a statement that would begin or end the transaction in which Athanor runs a revision.
    func refuseIfTransactionControl(at place: SourcePlace, after previous: ScriptStatement?) throws(ScriptError) {
        switch name {
        case "BEGIN" where previous?.command == "PRAGMA foreign_keys":
            throw ScriptError(
                "this looks like the output of the sqlite3 shell's .dump, which contains its own transaction",
                at: place,
                advice:
                    "Remove the lines BEGIN TRANSACTION; and COMMIT; and keep the rest: Athanor runs the revision in a "
                    + "transaction, without enforcing foreign keys when it begins with PRAGMA foreign_keys=OFF;")
        case "BEGIN", "COMMIT", "END":
            throw transactionControl(at: place)
        case "ROLLBACK" where !tokens.contains { $0.isKeyword("TO") }:
            throw transactionControl(at: place)
        default:
            return
        }
    }

    private func transactionControl(at place: SourcePlace) -> ScriptError {
        ScriptError(
            "\(name) in a revision: Athanor begins and ends its transaction", at: place,
            advice: "Remove it. To roll back a part only, use SAVEPOINT name, ROLLBACK TO name and RELEASE name.")
    }
}
