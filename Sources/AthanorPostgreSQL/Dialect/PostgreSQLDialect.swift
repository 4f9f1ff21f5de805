package import Athanor

/// PostgreSQL's SQL.
package struct PostgreSQLDialect: Dialect {
    let sharding: Sharding

    /// The dialect, as one value for all uses.
    package init() { self.init(sharding: .none) }

    /// The dialect for a session whose server is known.
    init(sharding: Sharding) { self.sharding = sharding }

    /// An identifier in double quotes, with quotes in it doubled. PostgreSQL allows every character in a name except
    /// NUL, which is left out.
    package func quote(_ identifier: String) -> String {
        guard identifier.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\"") }) else {
            return "\"\(identifier)\""
        }
        return identifier.replacingBytes(of: "\0", with: "").quoted(by: "\"")
    }

    /// A value as a literal that reads the same with either value of `standard_conforming_strings`.
    package func literal(_ value: Value) -> String {
        switch value {
        case .null: return "NULL"
        case .boolean(let flag): return flag ? "TRUE" : "FALSE"
        case .integer(let number): return String(number)
        case .double(let number): return number.isFinite ? String(number) : "'\(number)'::float8"
        case .text(let text): return quoteText(text)
        case .bytes(let bytes): return quoteText("\\x" + Self.hexadecimal(bytes)) + "::bytea"
        }
    }

    /// The statement as written, with two exceptions. `CREATE OR REPLACE MATERIALIZED VIEW`, which is Athanor's own
    /// syntax, becomes a replacement. `REFRESH MATERIALIZED VIEW CONCURRENTLY` runs with `quote_all_identifiers` off
    /// (``RefreshingConcurrently``). On Citus, statements that pass timeouts on may follow.
    /// - Throws: ``OperationError`` for a form of that statement that Athanor does not understand.
    package func lower(_ statement: ScriptStatement) throws -> [LoweredStep] {
        if statement.command == "CREATE MATERIALIZED VIEW", let replacing = try ReplacingStatement(statement.slice) {
            return try replacing.steps(self)
        }
        if let refreshing = RefreshingConcurrently(statement) { return [refreshing.step] }
        let lowered = LoweredStatement(
            SQLStatement(statement.slice), execution: statement.execution, command: statement.command)
        return [.statement(lowered)] + sharding.following(lowered)
    }

    /// One transaction for the work. With a long build, such as the replacement of a view, it is READ COMMITTED,
    /// whatever the session's default is: the build must see what other sessions commit while it runs.
    package func transaction(for work: TransactionWork) -> TransactionScope {
        let work = work.steps
        let builds = work.flatMap(\.parts).compactMap { step in
            if case .resolvedWhenRun(let resolved) = step.content { resolved.longBuild } else { nil }
        }
        let settings = sharding.opening(of: work)
        // A refresh requires this level too, and cannot set it after another statement.
        let readsCommitted = !builds.isEmpty || !settings.isEmpty && work.contains(where: Self.refreshes)
        var scope =
            readsCommitted
            ? TransactionScope(begin: SQLStatement("BEGIN ISOLATION LEVEL READ COMMITTED")) : TransactionScope()
        scope.continuing = sharding.continuing(work)
        scope.opening = settings + builds.flatMap(\.opening)
        if ViewWork(in: work) == .definitionsAndRenames {
            scope.opening += guardingMetadataTables(and: nil, for: .writing) + [SQLStatement(own: RestoredRecord.text)]
        }
        return scope
    }

    private static func refreshes(_ step: LoweredStep) -> Bool {
        if case .statement(let lowered) = step.content { lowered.command == "REFRESH MATERIALIZED VIEW" } else { false }
    }

    /// Whether a step is a `SET` or `RESET` in any form, or sets the timeouts of operations.
    package func onlyChangesSettings(_ step: LoweredStep) -> Bool {
        guard case .statement(let lowered) = step.content else { return false }
        return TimeoutStack.changes(lowered.statement)
            || ["SET", "RESET"].contains(lowered.command.prefix { $0 != " " })
    }

    /// The scope of a setting: `SET LOCAL` sets it for the transaction, `SET` and `RESET` for the revision. The
    /// transaction's own mode and deferred constraints are not settings in this sense.
    package func heldSetting(by step: LoweredStep) -> HeldSetting? {
        guard onlyChangesSettings(step), case .statement(let lowered) = step.content else { return nil }
        let words = lowered.statement.text.uppercased().split(maxSplits: 3, whereSeparator: \.isWhitespace).prefix(3)
        if words.contains("TRANSACTION") || words.contains("CONSTRAINTS") || words.contains("CHARACTERISTICS") {
            return nil
        }
        return words.dropFirst().first == "LOCAL" ? .transaction(lowered.statement) : .revision(lowered.statement)
    }

    /// Statements that take the rights that the session began with, unless the work is known to consist of plain DDL.
    package func takingOwnRights(after work: [LoweredStep]) -> [SQLStatement] {
        mayChangeSettings(work) ? OwnRights.taking : []
    }

    /// Whether a statement is `CALL` or `DO`: procedures and blocks can commit.
    package func mayEndTransactions(_ statement: LoweredStatement) -> Bool {
        ["CALL", "DO"].contains(statement.command.prefix { $0 != " " })
    }

    /// The statements that change session settings: `SET`, `RESET`, and those for timeouts of operations.
    package func settings(in work: [LoweredStep]) -> [SQLStatement] {
        work.flatMap(\.parts).compactMap { step in
            guard case .statement(let lowered) = step.content else { return nil }
            let words = lowered.statement.text.uppercased().split(whereSeparator: \.isWhitespace).prefix(2)
            if TimeoutStack.changes(lowered.statement) { return lowered.statement }
            guard words.first == "SET" || words.first == "RESET" else { return nil }
            return ["LOCAL", "TRANSACTION", "CONSTRAINTS"].contains(words.last) ? nil : lowered.statement
        }
    }

    /// Restores the session's settings, unless the work is known to consist of plain DDL.
    package func restoringSettings(after work: [LoweredStep]) -> [SQLStatement] {
        mayChangeSettings(work) ? SessionSettings.restoring : []
    }

    private func mayChangeSettings(_ work: [LoweredStep]) -> Bool {
        work.flatMap(\.parts).contains { step in
            switch step.content {
            case .statement(let lowered): SettingsChange.isPossible(by: lowered)
            case .resolvedWhenRun(let step):
                step.writtenStatements?.contains(where: SettingsChange.isPossible) ?? true
            case .batches: true
            case .rows, .ownTransaction: false
            }
        }
    }

    /// The milliseconds by the server's clock, so that the log entry does not wait for a measurement by the client.
    package var millisecondsSinceBegin: String? {
        "(extract(epoch FROM pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp()) * 1000)::bigint"
    }

    func quoteText(_ text: String) -> String {
        let quoted = text.replacingBytes(of: "\0", with: "").quoted(by: "'")
        return quoted.containsBytes(of: "\\") ? "E" + quoted.replacingBytes(of: "\\", with: "\\\\") : quoted
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".unicodeScalars)
        var text = ""
        for byte in bytes {
            text.unicodeScalars.append(digits[Int(byte >> 4)])
            text.unicodeScalars.append(digits[Int(byte & 15)])
        }
        return text
    }
}
