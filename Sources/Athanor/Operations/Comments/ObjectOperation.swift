/// An operation on a property that objects of any kind have: a comment, an owner.
public enum ObjectOperation: MigrationOperation, Hashable {
    /// Sets the comment of an object; `nil` removes it. `was` is the old comment, for the downgrade.
    case setComment(DatabaseObject, String?, was: PreviousComment)
    /// Changes the owner of an object; `was` is the old owner, for the downgrade.
    case setOwner(DatabaseObject, DatabaseRole, was: DatabaseRole?)

    /// A summary, such as `comment on table NAME`.
    public var summary: String {
        switch self {
        case .setComment(let object, _, _): "comment on \(object)"
        case .setOwner(let object, _, _): "set owner of \(object)"
        }
    }

    /// Returns the steps in the database's dialect.
    /// - Throws: ``OperationError``, also for an operation that is invalid on every database.
    public func lower(for database: any DatabaseSystem) throws -> [LoweredStep] {
        try check()
        return try database.module.dialect.lower(self).attributed(to: self)
    }

    private func check() throws(OperationError) {
        let check = OperationCheck(summary: summary)
        guard case .setComment(_, let comment, let was) = self else { return }
        try check.check(comment, was: was)
    }

    /// An operation that restores the old comment or owner.
    public var inverse: Inverse {
        switch self {
        case .setComment(let object, let comment, .comment(let was)):
            .operations([Self.setComment(object, was, was: .comment(comment))])
        case .setComment(_, _, .unknown):
            .impossible(because: "it does not carry the old comment; give it with `was:` (nil for none)")
        case .setOwner(let object, let owner, let was?):
            .operations([Self.setOwner(object, was, was: owner)])
        case .setOwner(_, _, nil):
            .impossible(because: "it does not carry the old owner; give it with `was:`")
        }
    }
}

extension Operations {
    /// Sets the comment of an object in the catalog.
    ///
    /// PostgreSQL: `COMMENT ON … IS …`. Refused on SQLite, whose catalog keeps the comments in the text of CREATE
    /// TABLE.
    /// - Parameters:
    ///   - object: the object.
    ///   - comment: the new comment; `nil` removes it.
    ///   - was: the old comment, for the downgrade; `nil` if it had none.
    public func comment(on object: DatabaseObject, _ comment: String?, was: String?) -> ObjectOperation {
        .setComment(object, comment, was: .comment(was))
    }

    /// Sets the comment of an object in the catalog. The downgrade must be written.
    /// - Parameters:
    ///   - object: the object.
    ///   - comment: the new comment; `nil` removes it.
    public func comment(on object: DatabaseObject, _ comment: String?) -> ObjectOperation {
        .setComment(object, comment, was: .unknown)
    }

    /// Changes the owner of an object.
    ///
    /// PostgreSQL: `ALTER … OWNER TO …`. Refused on SQLite.
    /// - Parameters:
    ///   - object: the object; one without its own owner, such as a column or an index, is refused.
    ///   - owner: the new owner.
    ///   - was: the old one, for the downgrade.
    public func setOwner(of object: DatabaseObject, to owner: DatabaseRole, was: DatabaseRole? = nil) -> ObjectOperation
    {
        .setOwner(object, owner, was: was)
    }
}
