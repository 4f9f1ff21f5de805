internal import Athanor

/// Creates views of a family, in their building schemas or in place.
struct ViewBuilder: Sendable {
    let connection: any Connection
    let reporter: StepReporter
    let site: ViewRebuild.Site
    /// The references that the views must have.
    let references: FamilyReferences
    /// The kind of revision that creates the views.
    let kind: RevisionKind

    /// Creates all views without rows, then fills them. So errors appear before the long part.
    /// - Throws: ``OperationError`` that names the view; ``DatabaseError``.
    func build(_ plans: [ViewRebuild]) async throws {
        for plan in plans { try await explaining(plan) { try await shape(plan) } }
        // A refresh builds the indexes after the rows, in one pass.
        for plan in plans { try await explaining(plan, isComputing: true) { try await equip(plan) } }
        try await FamilyReferences.explaining(references.action) {
            try await connection.query(own: references.checking(.built, at: site.schema, isRenamed: false))
        }
        for plan in plans { try await explaining(plan, isComputing: true) { try await fill(plan) } }
        for plan in plans where plan.view.isPopulated && plan.view.kind == .materialized {
            reporter("analysing \(plan.view.qualifiedName)")
            try await connection.run(texts: plan.creation(at: site).analysing)
        }
    }

    private func shape(_ plan: ViewRebuild) async throws {
        for statement in plan.shaping(at: site) { try await connection.query(statement) }
        let made = try await madeView(plan)
        let privileges = ExactPrivileges(of: plan.view, on: plan.creation(at: site).target, session: site.session)
        try await connection.run(texts: privileges.statements(replacing: made))
    }

    private func fill(_ plan: ViewRebuild) async throws {
        let filling = plan.creation(at: site).filling
        guard !filling.isEmpty else { return }
        reporter("building \(plan.view.qualifiedName)\(plan.position)")
        do {
            try await connection.run(texts: filling)
        } catch let error as DatabaseError where error.code == Self.uniqueViolation {
            let names = plan.view.indexes.map(\.name).filter { error.message.contains("\"\($0)\"") }
            guard let name = names.max(by: { $0.utf8.count < $1.utf8.count }) else { throw error }
            throw misfit(name, of: plan, error)
        }
    }

    /// Creates indexes and statistics.
    private func equip(_ plan: ViewRebuild) async throws {
        for index in plan.view.indexes {
            do {
                try await connection.run(texts: plan.creation(at: site).indexing(index, in: site.workshop))
            } catch let error as DatabaseError where error.kind == .statement && error.code != Workshop.leftBehind {
                throw misfit(index.name, of: plan, error)
            }
        }
        try await connection.run(texts: plan.indexingAnew(at: site) + plan.gathering(at: site))
    }

    private static let uniqueViolation = "23505"

    private func misfit(_ index: String, of plan: ViewRebuild, _ error: DatabaseError) -> OperationError {
        OperationError(
            "index \(index) of \(plan.view.description) does not fit the new definition: \(error.message)"
                + (error.detail.map { " (\($0))" } ?? ""),
            advice: kind.words(
                sql: "Change the definition, or drop the index before, in this revision, and create another one after.",
                swift: "Change the definition, or list the wanted indexes with `indexes: [...]`."))
    }

    /// Returns the new view, as the catalog has it now.
    func madeView(_ plan: ViewRebuild) async throws -> CapturedView {
        let name = plan.creation(at: site).target
        let row = try await connection.query(own: "SELECT $1::pg_catalog.regclass::oid::bigint AS oid", [.text(name)])
            .first
        guard let oid = try row?.integer("oid"), let view = try await CapturedView.capture([oid], on: connection).first
        else {
            throw OperationError("\(plan.view.description) was dropped while it was built", advice: "Run it again.")
        }
        return view
    }

    /// Adds to a server's error the view's name in the database, and the place of its definition. Errors that may not
    /// occur in a later run keep their kind.
    private func explaining(
        _ plan: ViewRebuild, isComputing: Bool = false, _ body: () async throws -> Void
    ) async throws {
        do {
            try await body()
        } catch let error as DatabaseError where error.kind == .notAllowed && !error.isOwn && plan.origin == nil {
            throw OperationError(
                "\(plan.view.description) cannot be recreated with the rights of its owner \(plan.view.owner): "
                    + error.message,
                advice:
                    "Grant \(plan.view.owner) the missing right, or drop the view before and recreate it after, in this revision."
            )
        } catch let error as DatabaseError where error.kind == .statement && error.statement?.origin == nil {
            let more = error.detail.map { " (\($0))" } ?? ""
            guard isComputing, let origin = plan.origin else {
                throw OperationError(
                    "\(plan.view.description) cannot be recreated: \(error.message)\(more)",
                    advice:
                        "Drop it before and recreate it after, in this revision, or change what it reads in another way."
                )
            }
            throw OperationError(
                "the new definition of \(plan.view.description) cannot be computed: \(error.message)\(more)",
                at: origin.start, advice: "Correct the definition, or the rows that it reads.")
        } catch var error as DatabaseError
            where [.notAllowed, .cancelled, .lockNotAvailable, .outOfResources].contains(error.kind)
        {
            error.message = "\(plan.view.description): \(error.message)"
            throw error
        }
    }
}
