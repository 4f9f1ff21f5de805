package import Athanor

/// The record of views in a copy of a whole database.
package enum CopiedRecord {
    /// A statement that makes the record name the copy. Views keep their OIDs when PostgreSQL copies a database with
    /// `CREATE DATABASE … TEMPLATE`, so no view has to be compared.
    package static let adopting = SQLStatement(
        own: """
            UPDATE athanor.views
            SET relation = \(NotingViews.relation.indented(by: 4)) || pg_catalog.split_part(relation, '/', 3)
            """)
}
