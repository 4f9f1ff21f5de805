internal import Athanor

/// Makes the steps that create the views of a family, in their building schemas or in place.
struct ViewBuilder: Sendable {
    let site: ViewRebuild.Site
    /// The references that the views must have.
    let references: FamilyReferences
    /// The kind of revision that creates the views.
    let kind: RevisionKind
    /// Whether columns that the views read have been renamed while the views were dropped.
    var isAfterRename = false

    /// Returns steps that create all views without rows, then fill them. So errors in definitions and indexes appear
    /// before the long part.
    /// - Throws: ``OperationError`` for an invalid index.
    func steps(_ plans: [ViewRebuild]) throws -> [ViewChangeStep] {
        plans.map { .steps(shaping($0), explained: explanation($0)) }
            // A refresh builds the indexes after the rows, in one pass.
            + (try plans.map { .steps(try equipping($0), explained: explanation($0, isComputing: true)) })
            + [
                .steps(
                    [.run([SQLStatement(own: references.checking(.built, at: site.schema, isRenamed: false))])],
                    explained: FamilyReferences.explanation(references.action))
            ]
            + plans.map { .steps(filling($0), explained: explanation($0, isComputing: true)) }
            + plans.flatMap(analysing)
    }

    private func shaping(_ plan: ViewRebuild) -> [ViewChangeStep] {
        plan.shaping(at: site).map { .run([$0]) }
            + [.privileges(ExactPrivileges(of: plan.creation(at: site), session: site.session))]
    }

    /// Creates indexes and statistics.
    private func equipping(_ plan: ViewRebuild) throws -> [ViewChangeStep] {
        plan.view.indexes.map { index in
            .steps([.texts(plan.creation(at: site).indexing(index, in: site.workshop))]) { error in
                guard let error = error as? DatabaseFailure, error.kind == .statement, error.code != Workshop.leftBehind
                else { return error }
                return misfit(index.name, of: plan, error)
            }
        } + [.texts(try plan.indexingAnew(at: site) + plan.gathering(at: site))]
    }

    private func filling(_ plan: ViewRebuild) -> [ViewChangeStep] {
        let filling = plan.creation(at: site).filling
        guard !filling.isEmpty else { return [] }
        return [
            .say("building \(plan.view.qualifiedName)\(plan.position)"),
            .steps([.texts(filling)]) { error in
                guard let error = error as? DatabaseFailure, error.code == Self.uniqueViolation else { return error }
                let names = plan.view.indexes.map(\.name).filter { error.message.contains("\"\($0)\"") }
                guard let name = names.max(by: { $0.utf8.count < $1.utf8.count }) else { return error }
                return misfit(name, of: plan, error)
            },
        ]
    }

    private func analysing(_ plan: ViewRebuild) -> [ViewChangeStep] {
        let analysing = plan.creation(at: site).analysing
        return analysing.isEmpty ? [] : [.say("analysing \(plan.view.qualifiedName)"), .texts(analysing)]
    }

    private static let uniqueViolation = "23505"

    private func misfit(_ index: String, of plan: ViewRebuild, _ error: DatabaseFailure) -> OperationError {
        OperationError(
            "index \(index) of \(plan.view.description) does not fit the new definition: \(error.message)"
                + (error.detail.map { " (\($0))" } ?? ""),
            advice: kind.words(
                sql: "Change the definition, or drop the index before, in this revision, and create another one after.",
                swift: "Change the definition, or list the wanted indexes with `indexes: [...]`."))
    }

    /// Adds to a server's error the view's name in the database, and the place of its definition if the revision wrote
    /// it. Errors that may not occur in a later run keep their kind.
    private func explanation(_ plan: ViewRebuild, isComputing: Bool = false) -> ViewChangeStep.Explanation {
        { error in
            switch error {
            case let error as DatabaseFailure where error.kind == .notAllowed && !error.isOwn && plan.origin == nil:
                return OperationError(
                    "\(plan.view.description) cannot be recreated with the rights of its owner \(plan.view.owner): "
                        + error.message,
                    advice:
                        "Grant \(plan.view.owner) the missing right, or drop the view before and recreate it after, in this revision."
                )
            case let error as DatabaseFailure where error.kind == .statement && error.statement?.origin == nil:
                let more = error.detail.map { " (\($0))" } ?? ""
                guard isComputing, let origin = plan.origin else {
                    return OperationError(
                        "\(plan.view.description) cannot be recreated: \(error.message)\(more)",
                        advice: isAfterRename
                            ? AlteringAround.renameAdvice
                            : "Drop it before and recreate it after, in this revision, or change what it reads in another way."
                    )
                }
                return OperationError(
                    "the new definition of \(plan.view.description) cannot be computed: \(error.message)\(more)",
                    at: origin.start, advice: "Correct the definition, or the rows that it reads.")
            case var error as DatabaseFailure
            where [.notAllowed, .cancelled, .lockNotAvailable, .outOfResources].contains(error.kind):
                error.message = "\(plan.view.description): \(error.message)"
                return error
            default: return error
            }
        }
    }
}
