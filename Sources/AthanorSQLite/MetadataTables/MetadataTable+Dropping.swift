internal import Athanor

extension MetadataTable {
    /// Refuses a statement of a revision that drops or renames a metadata table, which later entries need.
    /// - Throws: `OperationError` with the place.
    static func refuseDropping(by statement: ScriptStatement) throws(OperationError) {
        guard ["DROP TABLE", "ALTER TABLE"].contains(statement.command) else { return }
        let name: QualifiedName
        switch TableChange(Lexer.tokens(inAccepted: statement.slice.text)) {
        case .drop(let dropped): name = dropped
        case .rename(let renamed, _): name = renamed
        case .create, nil: return
        }
        let own = allCases.map(\.sqliteName) + [EmulatedView.table, SQLiteEraser.table]
        guard name.schema.map(EmulatedView.isMain) ?? true, own.contains(where: { $0.isSameName(as: name.name) }) else {
            return
        }
        throw OperationError(
            "table \"\(name.name)\" is a metadata table of Athanor, and a revision cannot drop or rename it",
            at: statement.slice.start,
            advice: "Remove the statement. Without this table Athanor does not know what it has done.")
    }
}
