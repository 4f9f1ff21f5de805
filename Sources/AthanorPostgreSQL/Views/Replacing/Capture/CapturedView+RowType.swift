extension CapturedView {
    /// The composite type of a view's rows, which has the view's name.
    struct RowType: Sendable, Hashable, Decodable {
        let privileges: [Privilege]
        let own: Notes
        /// The notes of the type for arrays of rows.
        let array: Notes

        /// The comment and the security labels of a type.
        struct Notes: Sendable, Hashable, Decodable {
            let comment: String?
            let labels: [SecurityLabel]
        }
    }

    /// How logical replication identifies rows, as in `pg_class.relreplident`.
    enum ReplicaIdentity: String, Sendable, Hashable, Decodable {
        /// By the primary key, which views cannot have; the default of a materialized view.
        case primaryKey = "d"
        /// By nothing; the default of a plain view.
        case nothing = "n"
        /// By all columns.
        case full = "f"
        /// By the index with ``Index/isReplicaIdentity``.
        case index = "i"
    }
}
