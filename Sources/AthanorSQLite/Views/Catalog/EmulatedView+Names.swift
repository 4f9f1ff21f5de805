internal import Athanor

extension EmulatedView {
    /// Checks that the names for the objects of a new or renamed view are free.
    /// - Throws: ``OperationError``.
    func refuseTakenNames(at place: SourcePlace?, on connection: any Connection) async throws {
        for (name, use) in [(rowsTable, "its rows"), (definitionView, "its query")] {
            guard let object = try await SchemaObject.named(name, on: connection) else { continue }
            throw OperationError(
                "there is already \(object.kindWithArticle) \"\(object.name)\", the name that materialized view "
                    + "\"\(self.name)\" needs for \(use)",
                at: place, advice: "Choose another name for the view, or rename the object with that name.")
        }
    }

    /// Checks that the view with this name exists and belongs to the emulated view.
    /// - Throws: ``OperationError`` with the problem.
    func refuseWithoutName(at place: SourcePlace?, on connection: any Connection) async throws {
        guard !isReadable, let damage = try await ViewDamage(of: self, on: connection) else { return }
        throw OperationError(damage.problem(of: self), at: place, advice: damage.advice)
    }
}
