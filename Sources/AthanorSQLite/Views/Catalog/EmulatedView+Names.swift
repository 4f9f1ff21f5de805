internal import Athanor

extension EmulatedView {
    /// Makes sure that nothing has the names that the objects of a new view, or of one of a new name, are to have.
    /// - Throws: ``OperationError``.
    func refuseTakenNames(at place: SourcePlace?, on connection: any Connection) async throws {
        for (name, use) in [(rowsTable, "its rows"), (definitionView, "its query")] {
            guard let object = try await SchemaObject.named(name, on: connection) else { continue }
            throw OperationError(
                "there is already \(object.kindWithArticle) \"\(object.name)\", the name that materialized view "
                    + "\"\(self.name)\" needs for \(use)",
                at: place, advice: "Choose another name for the view, or rename what has that one.")
        }
    }

    /// Makes sure that the view that people read is there and the view's own.
    /// - Throws: ``OperationError`` that says what is wrong.
    func refuseWithoutName(at place: SourcePlace?, on connection: any Connection) async throws {
        guard !isReadable, let damage = try await ViewDamage(of: self, on: connection) else { return }
        throw OperationError(damage.problem(of: self), at: place, advice: damage.advice)
    }
}
