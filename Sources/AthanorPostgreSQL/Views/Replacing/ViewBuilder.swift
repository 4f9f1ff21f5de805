internal import Athanor

/// Makes views of a family, in their building schemas or in place.
struct ViewBuilder: Sendable {
    let connection: any Connection
    let session: ReplacingSession
    let reporter: StepReporter
    /// The schema that a view is made in.
    let schema: @Sendable (CapturedView) -> String
    /// The search path for what the server has deparsed.
    let path: String

    /// A view to be made.
    struct Plan: Sendable {
        /// What it shall have.
        let view: CapturedView
        /// Its query.
        let definition: String
        /// The names of its columns.
        let columns: [String]
        /// Where the query stands in a revision or a file; `nil` for one that the server deparsed.
        let origin: SourceSlice?
        /// Indexes of a directive, made beside those that it had.
        var newIndexes: [IndexDefinition] = []
        /// Columns that get another name when all else is made.
        var renames: [(from: String, to: String)] = []
        /// The place among all, for whoever watches.
        let position: String
    }

    /// Makes all of them without rows, then the rows. What cannot be done shows before the long part.
    /// - Throws: ``OperationError`` that names the view; ``DatabaseError``.
    func build(_ plans: [Plan]) async throws {
        for plan in plans { try await explaining(plan) { try await shape(plan) } }
        try await tryIndexes(plans)
        for plan in plans { try await explaining(plan) { try await fill(plan) } }
        for plan in plans where plan.view.isPopulated && plan.view.kind == .materialized {
            reporter("analysing \(plan.view.qualifiedName)")
            try await connection.run(texts: creation(plan).analysing)
        }
    }

    /// Its statistics are made under these names, and get their own when the old ones are gone.
    static func buildingName(of statistics: CapturedView.Statistics, _ view: CapturedView) -> String {
        let place = view.statistics.firstIndex(of: statistics) ?? 0
        return "athanor_building_\(view.oid)_\(place)"
    }

    func creation(_ plan: Plan) -> ViewCreation { ViewCreation(plan.view, in: schema(plan.view)) }

    private func shape(_ plan: Plan) async throws {
        let creation = creation(plan)
        let text = creation.creating(plan.definition, columns: plan.columns)
        try await connection.run(texts: [
            ReplacingSession.path(plan.origin == nil ? path : session.searchPath),
            creation.settingTablespace(nil),
        ])
        try await connection.query(Statement(text, rewrittenFrom: plan.origin))
        try await connection.run(texts: [ReplacingSession.path("")] + creation.describing())
        let made = try await madeView(plan)
        try await connection.run(
            texts: ExactPrivileges(of: plan.view, on: creation.target, session: session).statements(replacing: made))
    }

    /// Makes the indexes on the empty views and takes them back: one that does not fit the new columns shows at once.
    private func tryIndexes(_ plans: [Plan]) async throws {
        guard plans.contains(where: { !$0.view.indexes.isEmpty || !$0.newIndexes.isEmpty }) else { return }
        try await connection.run(texts: ["SAVEPOINT athanor_trying_indexes"])
        do {
            for plan in plans { try await index(plan) }
        } catch {
            try? await connection.run(texts: ["ROLLBACK TO SAVEPOINT athanor_trying_indexes"])
            throw error
        }
        try await connection.run(texts: [
            "ROLLBACK TO SAVEPOINT athanor_trying_indexes", "RELEASE SAVEPOINT athanor_trying_indexes",
        ])
    }

    private func fill(_ plan: Plan) async throws {
        let creation = creation(plan)
        if !creation.filling.isEmpty {
            reporter("building \(plan.view.qualifiedName)\(plan.position)")
            try await connection.run(texts: creation.filling)
        }
        try await index(plan)
        for statistics in plan.view.statistics {
            let name = QualifiedName(
                schema: schema(plan.view), Self.buildingName(of: statistics, plan.view))
            try await connection.run(texts: creation.gathering(statistics, named: name))
        }
    }

    /// Gives columns their new names; what knows them by their old ones follows.
    func rename(_ plans: [Plan]) async throws {
        let dialect = PostgreSQLDialect()
        for plan in plans {
            try await connection.run(
                texts: plan.renames.map {
                    "ALTER MATERIALIZED VIEW \(creation(plan).target) "
                        + "RENAME COLUMN \(dialect.quote($0.from)) TO \(dialect.quote($0.to))"
                })
        }
    }

    private func index(_ plan: Plan) async throws {
        let creation = creation(plan)
        for index in plan.view.indexes {
            do {
                try await connection.run(texts: creation.indexing(index))
            } catch let error as DatabaseError where error.kind == .statement {
                throw OperationError(
                    "index \(index.name) of \(plan.view.description) does not fit the new definition: \(error.message)"
                        + (error.detail.map { " (\($0))" } ?? ""),
                    advice: "Change the definition, or give the indexes that there shall be with `indexes: [...]`.")
            }
        }
        let place = QualifiedName(schema: schema(plan.view), plan.view.name)
        try await connection.run(texts: [creation.settingTablespace(nil)])
        for index in plan.newIndexes {
            // Their expressions are the author's, in the author's search path.
            try await connection.run(texts: [
                session.ownPath, try PostgreSQLDialect().creating(index, on: place), ReplacingSession.path(""),
            ])
        }
    }

    /// The view as the catalog has it now.
    func madeView(_ plan: Plan) async throws -> CapturedView {
        let name = creation(plan).target
        let row = try await connection.query("SELECT $1::pg_catalog.regclass::oid::bigint AS oid", [.text(name)]).first
        guard let oid = try row?.integer("oid"), let view = try await CapturedView.capture([oid], on: connection).first
        else {
            throw OperationError("\(plan.view.description) is gone while it was built", advice: "Run it again.")
        }
        return view
    }

    /// Says which view a server's error is about, unless it is in the revision's own query.
    private func explaining(_ plan: Plan, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as DatabaseError where error.kind == .statement && plan.origin == nil {
            throw OperationError(
                "\(plan.view.description) cannot be made again: \(error.message)"
                    + (error.detail.map { " (\($0))" } ?? ""),
                advice:
                    "Drop it before and create it anew after, in this revision, or change what it reads in another way."
            )
        }
    }
}
