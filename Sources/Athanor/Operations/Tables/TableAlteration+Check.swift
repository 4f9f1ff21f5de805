extension TableAlteration {
    /// Refuses alterations that are invalid on every database.
    /// - Parameters:
    ///   - check: the checks for the operation.
    ///   - operation: the operation that the alteration belongs to.
    func check(_ check: OperationCheck, in operation: AlterTable) throws(OperationError) {
        switch self {
        case .addColumn(let column, _):
            try check.check(column)
        case .dropColumn(let name, let was?, _, _):
            try check.refuse(was: was.name, otherThan: name)
            try check.check(was)
        case .dropConstraint(let name, let was?, _, _):
            try check.refuse(was: was.name, otherThan: name)
        case .alterColumn(let name, .setDefault(let value, let was)):
            try check.check(value, for: operation.newType(of: name), of: "column \(name)")
            if let was { try check.check(was, for: operation.oldType(of: name), of: "column \(name)") }
            try check.refuse(ifSame: was == value, "the default")
        case .alterColumn(_, .setType(let type, let collation, nil, let was?)):
            try check.refuse(ifSame: was.type == type && was.collation == collation, "the type")
        case .alterColumn(_, .setIdentity(let identity, let was?)):
            try check.refuse(ifSame: was == identity, "the identity")
        case .alterColumn(_, .setComment(let comment, let was)):
            try check.check(comment, was: was)
        case .setStorage(let parameters, let was):
            try check.refuse(ifEmpty: parameters.isEmpty, advice: "Name the parameters, or leave the operation out.")
            try check.refuse(ifSame: was == parameters, "the list of parameters")
        case .resetStorage(let names, _):
            try check.refuse(ifEmpty: names.isEmpty, advice: "Name the parameters, or leave the operation out.")
        case .renameColumn(let name, let newName), .renameConstraint(let name, let newName):
            try check.refuse(
                ifEmpty: ExactText(name) == ExactText(newName), advice: "Give another name, or leave the operation out."
            )
        case .dropColumn, .dropConstraint, .alterColumn, .addConstraint, .addConstraintUsingIndex,
            .validateConstraint:
            break
        }
    }
}

extension AlterTable {
    /// The new type of a column; `nil` if the operation does not change it.
    fileprivate func newType(of column: String) -> ColumnType? {
        for case .alterColumn(column, .setType(let type, _, _, _)) in alterations { return type }
        return nil
    }

    /// The old type of a column; `nil` if the operation does not give it.
    fileprivate func oldType(of column: String) -> ColumnType? {
        for case .alterColumn(column, .setType(_, _, _, let was?)) in alterations { return was.type }
        return nil
    }
}
