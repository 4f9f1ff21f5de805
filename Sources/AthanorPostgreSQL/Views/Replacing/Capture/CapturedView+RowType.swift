extension CapturedView {
    /// The composite type that a view's rows have, under the view's name.
    struct RowType: Sendable, Hashable, Decodable {
        let privileges: [Privilege]
        let own: Notes
        /// Those of the type of arrays of rows.
        let array: Notes

        /// What people have said of a type.
        struct Notes: Sendable, Hashable, Decodable {
            let comment: String?
            let labels: [SecurityLabel]
        }
    }

    /// How logical replication tells rows apart, as `pg_class.relreplident` has it.
    enum ReplicaIdentity: String, Sendable, Hashable, Decodable {
        /// By the primary key, which no view has; what a new materialized view has.
        case primaryKey = "d"
        /// By nothing; what a plain view has.
        case nothing = "n"
        /// By all columns.
        case full = "f"
        /// By an index, which is the one with ``Index/isReplicaIdentity``.
        case index = "i"
    }
}
