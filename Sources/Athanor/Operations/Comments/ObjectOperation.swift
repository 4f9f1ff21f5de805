/// An operation about what any object has: a comment, an owner.
public enum ObjectOperation: Operation, Hashable {
    /// Says something of an object; `""` is nothing. `was` is what was said before, for the way back.
    case setComment(DatabaseObject, String, was: String?)
    /// Gives an object another owner; `was` is the one before, for the way back.
    case setOwner(DatabaseObject, DatabaseRole, was: DatabaseRole?)

    /// `comment on table NAME` and the like.
    public var summary: String {
        switch self {
        case .setComment(let object, _, _): "comment on \(object)"
        case .setOwner(let object, _, _): "set owner of \(object)"
        }
    }

    /// What the database's dialect makes of it.
    /// - Throws: ``OperationError`` also for what makes no sense on any database.
    public func lower(for database: any Database) throws -> [LoweredStep] {
        try check()
        return try database.dialect.lower(self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        guard case .setComment(_, let comment, let was?) = self else { return }
        try check.refuse(ifSame: was == comment, "the comment")
    }

    /// The comment or owner that was there before.
    public var inverse: Inverse {
        switch self {
        case .setComment(let object, let comment, let was?):
            .operations([Self.setComment(object, was, was: comment)])
        case .setComment(_, _, nil):
            .impossible(because: "it does not carry the old comment; give it with `was:`, \"\" for none")
        case .setOwner(let object, let owner, let was?):
            .operations([Self.setOwner(object, was, was: owner)])
        case .setOwner(_, _, nil):
            .impossible(because: "it does not carry the old owner; give it with `was:`")
        }
    }
}

extension Operations {
    /// Says something of an object in the catalog.
    ///
    /// PostgreSQL: `COMMENT ON … IS …`. Refused on SQLite, whose catalog keeps the comments in the text of CREATE TABLE.
    /// - Parameters:
    ///   - object: the object.
    ///   - comment: what to say; `""` is nothing.
    ///   - was: what was said before, for the way back; `""` is nothing.
    public func comment(on object: DatabaseObject, _ comment: String, was: String? = nil) -> ObjectOperation {
        .setComment(object, comment, was: was)
    }

    /// Gives an object another owner.
    ///
    /// PostgreSQL: `ALTER … OWNER TO …`. Refused on SQLite.
    /// - Parameters:
    ///   - object: the object; one that has no owner of its own, as a column or an index, is refused.
    ///   - owner: the new owner.
    ///   - was: the old one, for the way back.
    public func setOwner(of object: DatabaseObject, to owner: DatabaseRole, was: DatabaseRole? = nil) -> ObjectOperation
    {
        .setOwner(object, owner, was: was)
    }
}
