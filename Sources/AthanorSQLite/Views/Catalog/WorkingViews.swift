internal import Athanor
internal import Synchronization

/// A guard that keeps a transaction from leaving views that no longer work, and damaged materialized views.
///
/// SQLite drops, renames and replaces the objects that a view reads without an error: the view fails when it is read or
/// refreshed. But work that creates a table again with its own name drops it too, so only the state before the commit
/// counts. A view that did not work when the transaction began may still not work.
final class WorkingViews: Sendable {
    private struct Before {
        var working: Set<SQLiteName> = []
        /// The queries of the views that do not work. A rename does not change them.
        var brokenQueries: Set<[ExactText]> = []
        var relations: [SQLiteName: SchemaObject] = [:]
        var triggers: [SchemaObject] = []
        var whole: [EmulatedView] = []
        var damaged: Set<SQLiteName> = []
        var readingThemselves: Set<SQLiteName> = []
    }

    private let work: [LoweredStep]
    private let renames: TableRenames
    private let before = Mutex(Before())

    private init(_ work: [LoweredStep], _ renames: TableRenames) {
        self.work = work
        self.renames = renames
    }

    /// Returns the guard for some work; `nil` for work that can break no view.
    static func guarding(_ work: TransactionWork) -> TransactionGuard? {
        let parts = work.steps.flatMap(\.parts)
        guard parts.contains(where: \.mayBreakViews) else { return nil }
        let views = WorkingViews(parts, TableRenames(in: work))
        return TransactionGuard(
            note: { try await views.note(on: $0) }, check: { try await views.check(on: $0) })
    }

    private func note(on connection: any Connection) async throws {
        var noted = Before()
        let views = try await Self.views(on: connection)
        for view in views {
            if try await Self.failure(of: view, on: connection) == nil {
                noted.working.insert(SQLiteName(view.name))
            } else {
                noted.brokenQueries.insert(Self.query(of: view))
            }
        }
        for object in views + (try await SchemaObject.all(ofType: "table", on: connection)) {
            noted.relations[SQLiteName(object.name)] = object
        }
        noted.triggers = try await SchemaObject.all(ofType: "trigger", on: connection)
        for view in try await EmulatedView.all(on: connection) {
            if try await ViewDamage(of: view, on: connection) != nil {
                noted.damaged.insert(SQLiteName(view.name))
            } else {
                noted.whole.append(view)
            }
        }
        noted.readingThemselves = Set(try await SelfReadingViews(among: views, on: connection).candidates)
        before.withLock { $0 = noted }
    }

    private func check(on connection: any Connection) async throws {
        let before = self.before.withLock { $0 }
        if work.contains(where: \.writesSchema) { try await Self.readSchemaAgain(on: connection) }
        try await refuseForgetting(before.whole, on: connection)
        for view in try await EmulatedView.all(on: connection) where !before.damaged.contains(SQLiteName(view.name)) {
            if let damage = try await ViewDamage(of: view, on: connection) { throw refusal(of: damage, of: view) }
        }
        let views = try await Self.views(on: connection)
        var lost: [(view: Dependent, failure: String)] = []
        for view in views {
            let isDefinition = EmulatedView.name(ofDefinition: view.name) != nil
            let worked =
                before.working.contains(SQLiteName(view.name))
                || isDefinition && !before.brokenQueries.contains(Self.query(of: view))
            guard worked, let failure = try await Self.failure(of: view, on: connection) else { continue }
            let dependent = try await Dependent(behind: view.name, on: connection)
            if !lost.contains(where: { $0.view == dependent }) { lost.append((dependent, failure)) }
        }
        try await renames.refuseLeavingBehind(Set(before.relations.values).union(before.triggers), on: connection)
        // SQLite allows tables and views to be dropped under plain views, which work again after those are created
        // again.
        let isOnlyWithoutSource = lost.allSatisfy { lost in
            if case .view = lost.view { MissingTable(lost.failure) != nil } else { false }
        }
        if let first = lost.first, !isOnlyWithoutSource {
            throw refusal(lost.map(\.view), because: first.failure, before: before.relations)
        }
        let selfReading = try await SelfReadingViews(among: views, on: connection)
        for name in selfReading.candidates where !before.readingThemselves.contains(name) {
            guard try await selfReading.isConfirmed(name, on: connection) else { continue }
            throw OperationError(
                "materialized view \"\(name)\" would read itself, directly or through others",
                advice: "Let its query, or the views that it reads, read the tables instead.")
        }
    }

    /// Makes SQLite read the schema again. It uses the schema that it has read before, even after a revision has
    /// written to it. (https://sqlite.org/pragma.html#pragma_writable_schema)
    private static func readSchemaAgain(on connection: any Connection) async throws {
        let isWritable =
            try await connection.query("PRAGMA writable_schema").first?["writable_schema", as: Bool.self] ?? false
        try await connection.query("PRAGMA writable_schema = RESET")
        if isWritable { try await connection.query("PRAGMA writable_schema = ON") }
    }

    /// Refuses work that removed a view's row from Athanor's table while its rows and query still exist: without that
    /// row it is no materialized view.
    private func refuseForgetting(_ views: [EmulatedView], on connection: any Connection) async throws {
        let known = Set(try await EmulatedView.all(on: connection).map { SQLiteName($0.name) })
        for view in views where !known.contains(SQLiteName(view.name)) {
            guard try await SchemaObject.named(view.rowsTable, on: connection)?.type == "table",
                try await SchemaObject.named(view.definitionView, on: connection)?.type == "view"
            else { continue }
            throw OperationError(
                "\"\(view.name)\" would no longer be a materialized view: its row in \(EmulatedView.table) is gone",
                advice: "Leave that table to Athanor. To drop the view, write DROP MATERIALIZED VIEW "
                    + "\(SQLiteDialect().quote(view.name));")
        }
    }

    /// Returns all views in the order in which they were created: as a rule, objects come before their readers.
    private static func views(on connection: any Connection) async throws -> [SchemaObject] {
        try await connection.query("SELECT name, sql FROM main.sqlite_master WHERE type = 'view' ORDER BY rowid")
            .map {
                SchemaObject(type: "view", name: try $0["name", as: String.self], sql: try $0["sql", as: String?.self])
            }
    }

    private static func query(of view: SchemaObject) -> [ExactText] {
        StoredText(view.sql ?? "").queryTokens.map { ExactText($0.text) }
    }

    /// Returns the reason why a view does not work; `nil` when it works. The query is prepared, but not run.
    static func failure(of view: SchemaObject, on connection: any Connection) async throws -> String? {
        do {
            try await connection.query(sql: "EXPLAIN SELECT * FROM main.\(SQLiteDialect().quote(view.name))")
            return nil
        } catch let error as DatabaseFailure where error.kind == .statement {
            return error.message
        }
    }

    private func refusal(
        _ views: [Dependent], because failure: String, before: [SQLiteName: SchemaObject]
    ) -> OperationError {
        let advice = "Drop these views first, or give them other definitions."
        if let table = MissingTable(failure), let object = before[SQLiteName(table.name)] {
            return OperationError(
                "\(object.type) \"\(object.name)\" cannot be dropped because \(views.list) would have nothing to read",
                at: dropping(object.type, object.name), advice: advice)
        }
        return OperationError(
            "\(views.list) would no longer work: \(failure)", advice: advice)
    }

    private func refusal(of damage: ViewDamage, of view: EmulatedView) -> OperationError {
        let quoted = SQLiteDialect().quote(view.name)
        guard case .name = damage else {
            return OperationError(
                damage.problem(of: view), advice: "Drop all of it: DROP MATERIALIZED VIEW \(quoted);")
        }
        return OperationError(
            "\"\(view.name)\" is a materialized view, not a view, and its rows and its query would remain",
            at: dropping("view", view.name), advice: "Write DROP MATERIALIZED VIEW \(quoted);")
    }

    /// Returns the place where a statement of the revision drops an object.
    private func dropping(_ type: String, _ name: String) -> SourcePlace? {
        for case .statement(let lowered) in work.map(\.content) where lowered.command == "DROP \(type.asciiUppercased)"
        {
            var cursor = TokenCursor(Lexer.tokens(inAccepted: lowered.statement.text).dropFirst(2))
            cursor.accept("IF", "EXISTS")
            if cursor.acceptQualifiedName()?.name.isSameName(as: name) == true {
                return lowered.statement.origin?.start
            }
        }
        return nil
    }
}

extension LoweredStep {
    /// Whether the step may drop, rename or replace objects that views read. Steps resolved at run time may do
    /// anything, except SQL that creates an index, or creates or refreshes a materialized view.
    fileprivate var mayBreakViews: Bool {
        switch content {
        case .statement(let lowered): return lowered.breaksViews
        case .resolvedWhenRun(let resolved):
            if let written = resolved.writtenStatements { return written.contains(where: \.breaksViews) }
            let words = Lexer.tokens(inAccepted: resolved.origin?.text ?? "").prefix(2).compactMap(\.keyword)
            switch words.first {
            case "REFRESH"?: return false
            case "CREATE"?: return !["INDEX", "UNIQUE", "MATERIALIZED"].contains(words.last ?? "")
            default: return true
            }
        case .rows, .ownTransaction, .batches: return false
        }
    }
}

extension LoweredStep {
    /// Whether the step may write to the schema itself.
    fileprivate var writesSchema: Bool {
        switch content {
        case .statement(let lowered): lowered.namesSchema
        case .resolvedWhenRun(let resolved): if case .onlyLive = resolved.previewing { true } else { false }
        case .rows, .ownTransaction, .batches: false
        }
    }
}

extension LoweredStatement {
    fileprivate var breaksViews: Bool {
        ["DROP TABLE", "DROP VIEW", "ALTER TABLE"].contains(command) || namesSchema
            || statement.text.asciiLowercased.containsBytes(of: EmulatedView.table)
    }
}
