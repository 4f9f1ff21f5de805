internal import Athanor

/// The replacement of an emulated view's definition in the revision's transaction. Its readers, triggers and indexes
/// are kept, and materialized views that read it are recomputed.
struct ReplacingView {
    private let view: EmulatedView
    private let definition: EmulatedDefinition
    private let renames: [ColumnRename]
    private let indexes: ReplacementIndexes
    private let isPopulated: Bool

    /// - Parameters:
    ///   - withData: whether the view gets data; `nil` keeps its state.
    ///   - renamedColumns: the new name of columns by the old one.
    init(
        _ view: EmulatedView, by definition: EmulatedDefinition, withData: Bool? = nil,
        indexes: ReplacementIndexes = .keep, renamedColumns: [ExactText: ExactText] = [:]
    ) {
        self.view = view
        self.definition = definition
        self.indexes = indexes
        isPopulated = withData ?? view.isPopulated
        renames = renamedColumns.sorted { $0.key < $1.key }.map {
            ColumnRename(name: $0.key.text, newName: $0.value.text)
        }
    }

    private var kind: RevisionKind { RevisionKind(of: definition.statement) }
    private var quotedName: String { SQLiteDialect().quote(view.name) }

    /// The view after the replacement.
    private var replaced: EmulatedView { EmulatedView(name: view.name, isPopulated: isPopulated, isReadable: true) }

    /// - Throws: ``OperationError``, before anything changes, when the new definition does not suit the objects that
    ///   are kept; ``DatabaseFailure``.
    func make(on connection: any Connection, reporting report: StepReporter) async throws {
        let present = try await EmulatedColumn.all(of: view.rowsTable, on: connection)
        let columns = try await definition.foundColumns(on: connection) { candidate in
            try await refuseReadingItself(candidate, on: connection)
        }
        try checkRenames(from: present, to: columns)
        let newIndexes = try await changedIndexes(on: connection)
        let isSame = try await isSameDefinition(giving: columns, insteadOf: present, on: connection)
        guard !isSame || newIndexes != nil || isPopulated != view.isPopulated else { return }

        let dependents = try await Dependents(of: [view.name], on: connection).all
        let lost = present.map(\.name).filter { name in
            !columns.contains(named: name) && !renames.contains { $0.name.isSameName(as: name) }
        }
        try await refuseLosing(lost, readBy: dependents, on: connection)
        let readers = try await Readers(of: view.name, kind: "materialized view", on: connection)
        var recomputing: [RecomputingDependent] = []
        for case .materialized(let dependent) in dependents where dependent.isReadable {
            recomputing.append(try await RecomputingDependent(dependent, on: connection))
        }

        report("computing \(view.name)")
        try await RecordedView(connection: connection).made(replaced)
        try await replace(columns: columns, indexes: newIndexes, on: connection)
        // If the view has no data, nothing can be computed from it.
        for dependent in recomputing where !isSame || isPopulated {
            report("computing \(dependent.view.name)")
            try await dependent.make(mayKeepRows: !isPopulated, on: connection)
        }
        try await readers.check(on: connection)
    }

    private func replace(columns: [EmulatedColumn], indexes: [SQLStatement]?, on connection: any Connection)
        async throws
    {
        let triggers = try await renameColumns(on: connection)
        try await connection.query(sql: view.droppingDefinition)
        try await connection.query(sql: definition.creating(for: view, columns: columns))
        try await connection.query(sql: ReadableView(overRowsOf: replaced).creating(origin: definition.statement))
        for trigger in triggers { try await connection.query(sql: SQLStatement(StoredText(trigger).inMain)) }
        if isPopulated != view.isPopulated {
            try await connection.query(sql: replaced.noting(isPopulated: isPopulated, origin: definition.statement))
        }
        try await RecomputedRows(
            view: replaced, names: columns.map(\.name), wasPopulated: view.isPopulated, indexes: indexes,
            origin: definition.origin
        ).make(on: connection)
    }

    /// Renames columns in all their users, and drops the readable view.
    /// - Returns: the texts of the view's triggers.
    private func renameColumns(on connection: any Connection) async throws -> [String] {
        let stored = try await SchemaObject.named(view.name, on: connection)
        let standIn = try await StandIn(for: stored?.name ?? view.name, on: connection)
        do {
            try await standIn.renameColumns(renames)
            // While the stand-in exists, readers of the view are valid, as SQLite requires.
            try await connection.renameColumns(renames, of: view.rowsTable)
        } catch let error as DatabaseFailure where error.kind == .statement {
            throw OperationError(
                "the readers of materialized view \"\(view.name)\" cannot be updated for its renamed columns: "
                    + "\(error.message)",
                at: definition.statement?.start,
                advice: "Give the readers a definition that suits both, or drop them first and create them again "
                    + "afterwards.")
        }
        return try await standIn.remove()
    }

    /// Whether the definition and the columns are the existing ones, and the declarations of the rows suit the objects
    /// that the query reads now.
    private func isSameDefinition(
        giving columns: [EmulatedColumn], insteadOf present: [EmulatedColumn], on connection: any Connection
    ) async throws -> Bool {
        guard columns.map(\.name).areSameTexts(as: present.map(\.name)),
            let stored = try await SchemaObject.named(view.definitionView, on: connection)?.sql
        else { return false }
        guard definition.query.isSame(as: StoredText(stored)) else { return false }
        return try await RowsTable.suiting(view, on: connection).isPresent(on: connection)
    }

    /// Returns the indexes that replace the existing ones; `nil` if these are kept.
    private func changedIndexes(on connection: any Connection) async throws -> [SQLStatement]? {
        guard case .these(let definitions) = indexes else { return nil }
        let statements = try definitions.map(view.creatingIndex)
        func comparable(_ sql: String) -> [ExactText] {
            Lexer.tokens(inAccepted: sql).map { ExactText($0.name ?? $0.text) }
        }
        let present = try await RowsIndex.all(of: view, on: connection)
        return Set(present.map { comparable($0.sql) }) == Set(statements.map { comparable($0.text) })
            ? nil : statements
    }

    private func refuseReadingItself(_ candidate: String, on connection: any Connection) async throws {
        let dependents = try await Dependents(of: [view.name], on: connection).all
        guard dependents.contains(.view(candidate)) else { return }
        throw OperationError(
            "materialized view \"\(view.name)\" would read itself, directly or through others",
            at: definition.statement?.start, advice: "Let its query read the tables instead.")
    }

    private func checkRenames(from present: [EmulatedColumn], to columns: [EmulatedColumn]) throws(OperationError) {
        for rename in renames {
            guard present.contains(named: rename.name) else {
                throw OperationError(
                    "materialized view \"\(view.name)\" has no column \"\(rename.name)\" that could be renamed",
                    advice: "It has these: \(present.list). Correct `renamedColumns:`.")
            }
            guard columns.contains(named: rename.newName) else {
                throw OperationError(
                    "the new definition of materialized view \"\(view.name)\" has no column \"\(rename.newName)\"",
                    advice: "It has these: \(columns.list). Correct `renamedColumns:`.")
            }
        }
        let targets = Set(renames.map { SQLiteName($0.newName) })
        let clash = present.first { column in
            targets.contains(SQLiteName(column.name))
                && !renames.contains { $0.name.isSameName(as: column.name) }
        }
        if targets.count < renames.count || clash != nil {
            throw OperationError(
                "two columns of materialized view \"\(view.name)\" would get the same name",
                at: definition.statement?.start,
                advice: "Correct `renamedColumns:`; rename a column that is dropped there first.")
        }
    }

    private func refuseLosing(
        _ columns: [String], readBy dependents: [Dependent], on connection: any Connection
    ) async throws {
        for column in columns {
            // Views that read a * still work without the column.
            let users = try await Dependents.namingUsers(
                of: [column], of: view.name, among: dependents, on: connection)
            guard !users.isEmpty else { continue }
            throw OperationError(
                "materialized view \"\(view.name)\" cannot be replaced: its new definition has no column \"\(column)\", "
                    + "which \(users.list) \(users.count == 1 ? "reads" : "read")",
                at: definition.statement?.start,
                advice: kind.words(
                    sql:
                        "Change the views and triggers that read it first. If another column has taken its place, rename the column first: "
                        + "ALTER MATERIALIZED VIEW \(quotedName) RENAME COLUMN \(SQLiteDialect().quote(column)) TO …;",
                    swift:
                        "Say with `renamedColumns:` which column has taken its place, or change the views and triggers that read it first."
                ))
        }
        guard case .keep = indexes else { return }
        try await RowsIndex.check(
            of: view, losing: columns,
            orElse: kind.words(
                sql: "If another column has taken its place, rename the column first: "
                    + "ALTER MATERIALIZED VIEW \(quotedName) RENAME COLUMN … TO …;",
                swift:
                    "Or say with `renamedColumns:` which column has taken its place, or list the view's new indexes with "
                    + "`indexes:`."), on: connection)
    }
}
